export { createPageHost, type PageHost, type PageHostOptions } from "./page-host.ts";
export { launchBrowser, type LaunchOptions } from "./launch.ts";
export { lookAtBrowser } from "./look-at-browser.ts";
