export { withFonts, type FontsOptions } from "./fonts/with-fonts.ts";
export { findBrowser, type FoundBrowser } from "./browser/find-browser.ts";
export { parts, setUpPart, setUpParts, type Part, type SetUp } from "./parts.ts";
export type { SetupReporter } from "./reporter.ts";
export { examine, type ExamineOptions } from "./doctor/examine.ts";
export { unlessItFails } from "./doctor/unless-it-fails.ts";
export type { Finding } from "./doctor/finding.ts";
export { judgeQuiet } from "./quiet/judge-quiet.ts";
export { readLoad } from "./quiet/read-load.ts";
