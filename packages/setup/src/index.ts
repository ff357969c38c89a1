export { setUpTfjsNode, type TfjsNodeOptions } from "./native/set-up-tfjs-node.ts";
export type { SetupOutcome, Versions, Via } from "./native/outcome.ts";
export type { SetupReporter } from "./reporter.ts";
export { examine, type ExamineOptions } from "./doctor/examine.ts";
export type { Finding } from "./doctor/finding.ts";
export { judgeQuiet } from "./quiet/judge-quiet.ts";
export { readLoad } from "./quiet/read-load.ts";
