export { lookAtBrowser } from "./look-at-browser.ts";
