export { createPageHost, type PageHost, type PageHostOptions } from "./page-host.ts";
export { launchBrowser, runsInPage, type LaunchOptions } from "./launch.ts";
