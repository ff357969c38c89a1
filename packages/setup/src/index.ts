export { cacheFolder } from "./native/cache.ts";
export { findBrowser, type BrowserKind, type FoundBrowser } from "./browser/find-browser.ts";
export { setUpBrowser, type BrowserOptions } from "./browser/set-up-browser.ts";
export { setUpTfjsNode, type TfjsNodeOptions } from "./native/set-up-tfjs-node.ts";
export type { SetupOutcome, Versions, Via } from "./native/outcome.ts";
export type { SetupReporter } from "./reporter.ts";
export { examine, type ExamineOptions } from "./doctor/examine.ts";
export type { Finding } from "./doctor/finding.ts";
