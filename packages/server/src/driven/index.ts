export { createPageHost, type PageHost, type PageHostOptions } from "./page-host.ts";
export { browserArgs, launchBrowser, type LaunchOptions } from "./launch.ts";
export { launchFault } from "./ends.ts";
