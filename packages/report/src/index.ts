export { answerOf, type Answer } from "./answer/answer.ts";
export {
  answerLayout,
  answerLines,
  rowsOf,
  type AnswerLayout,
  type NextSteps,
} from "./answer/answer-lines.ts";
export { failureLines, resultOf } from "./answer/phone-answer.ts";
export { programOf } from "./answer/trust.ts";
export { renderBencher } from "./format/ci-benchmarks.ts";
export { checkBenchmarks, ciBenchmarks } from "./format/ci-benchmarks.ts";
export { cellsOf, type BlockCounts, type Cell, type Outcome } from "./summary/cell.ts";
export { renderCsv } from "./format/csv.ts";
export { documentOf, type Document } from "./format/document.ts";
export { renderGithubBigger, renderGithubSmaller } from "./format/ci-benchmarks.ts";
export { drawLatex, renderLatex } from "./format/latex.ts";
export { drawMarkdown, renderMarkdown } from "./format/markdown.ts";
export { plain, type Paint } from "./format/text.ts";
export { axes, pivotOf, type Axis } from "./format/pivot.ts";
export { regressionDocument } from "./format/regression-document.ts";
export { safeText } from "./format/text.ts";
export { left, right, verdictColumn, type TextTable } from "./format/tables.ts";
export { drawText, renderTable, type Layout } from "./format/terminal.ts";
export type { Latency } from "./summary/latency.ts";
export type { Row, Summary } from "./summary/row.ts";
export type { RunData } from "./summary/run-data.ts";
export { agreementOf, isConfirmed, withArms, type Agreement } from "./summary/agreement.ts";
export type { Regression } from "./summary/compare-cells.ts";
export { regressionOf } from "./summary/regression.ts";
export type { RegressionReport } from "./summary/regression.ts";
export type { SameModels } from "./summary/regression-notes.ts";
export { machineName, machinesOf, mayBeOne } from "./summary/machine.ts";
export { whyNotSame } from "./summary/machine.ts";
export { ratioByRound } from "./summary/latency.ts";
export { summarise } from "./summary/summarise.ts";
export { withoutSoftware } from "./summary/row.ts";
export { renderTrainingCsv, trainingDocument } from "./training/render-training.ts";
export { mapPoints } from "./training/experts-pay.ts";
export { paperGains } from "./training/paper.ts";
export { summariseTraining } from "./training/summarise-training.ts";
export type { TrainingRow, TrainingSummary } from "./training/summarise-training.ts";
export { trainingTable } from "./training/training-table.ts";
export { confusionSvg } from "./training/confusion-svg.ts";
export {
  confusionOf,
  summariseSuperClasses,
  superClassesDocument,
  cardSuperClassesDocument,
  type CardSuperClasses,
} from "./training/super-classes.ts";
export { modularityRemark } from "./training/super-classes.ts";
export { checkDocument } from "./format/check-document.ts";
