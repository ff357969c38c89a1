export { renderCsv } from "./format/csv.ts";
export { renderMarkdown } from "./format/markdown.ts";
export { renderTable } from "./format/terminal.ts";
export type { BlockCounts, Latency, Row, Summary } from "./summary/row.ts";
export type { RunData } from "./summary/run-data.ts";
export { agreementOf, withArms, type Agreement } from "./summary/agreement.ts";
export { summarise } from "./summary/summarise.ts";
export { withoutSoftware, type Publishable } from "./summary/without-software.ts";
export {
  renderTrainingCsv,
  renderTrainingMarkdown,
  renderTrainingTable,
} from "./training/render-training.ts";
export { summariseTraining, type TrainingSummary } from "./training/summarise-training.ts";
export { confusionSvg } from "./training/confusion-svg.ts";
export {
  confusionOf,
  renderSuperClasses,
  summariseSuperClasses,
} from "./training/super-classes.ts";
