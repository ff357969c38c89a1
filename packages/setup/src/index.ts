export { withFonts, type FontsOptions } from "./fonts/with-fonts.ts";
export { findBrowser, type FoundBrowser } from "./browser/find-browser.ts";
export { parts, setUpPart, setUpParts, type Part, type SetUp } from "./parts.ts";
export type { SetupReporter } from "./machine/machine.ts";
export { examine, type ExamineOptions } from "./doctor/examine.ts";
export { unlessItFails } from "./doctor/facts.ts";
export type { Finding } from "./doctor/facts.ts";
export { judgeQuiet } from "./quiet/quiet.ts";
export { readLoad } from "./quiet/quiet.ts";
