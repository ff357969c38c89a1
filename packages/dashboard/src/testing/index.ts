export { openBrowser } from "./browser.ts";
export { writeDashboard } from "./written.ts";
