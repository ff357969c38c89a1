export { openBrowser } from "./browser.ts";
export { writeDashboard } from "./dashboards.ts";
