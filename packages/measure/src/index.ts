export { executeBlock } from "./block/execute-block.ts";
export type { BlockContext, BlockImages, MemoryGauge } from "./block/block-context.ts";
export { performanceClock, resolutionOf } from "./clock/clock.ts";
export type { Clock } from "./clock/clock.ts";
export { abortedError, clockError } from "./loop/loop-errors.ts";
export { sampleBlock } from "./loop/sample-block.ts";
export type { SampleOptions, Samples } from "./loop/sample-block.ts";
export { createNoiseProbe } from "./probe/noise-probe.ts";
export type { NoiseProbe } from "./probe/noise-probe.ts";
export { bestOf, isThrottled } from "./probe/throttled.ts";
export type { ProbeBaseline } from "./probe/throttled.ts";
export { beatEveryMs, Heartbeat } from "./suspension/heartbeat.ts";
export { proportion, top1 } from "./stats/accuracy.ts";
export type { Proportion } from "./stats/accuracy.ts";
export { besideChance, chanceLimit, onlyClass } from "./stats/chance.ts";
export { betterReading, shiftedByOne } from "./stats/other-labels.ts";
export type { BetterReading, LabelReading } from "./stats/other-labels.ts";
export { comparisonProgress, isNarrowOrClear } from "./stats/comparison-progress.ts";
export type {
  ComparisonGoal,
  ComparisonProgress,
  StoppingRule,
} from "./stats/comparison-progress.ts";
export { drift } from "./stats/drift.ts";
export { isFlat } from "./stats/flat.ts";
export { imageVariance, samplesByBatch } from "./stats/image-variance.ts";
export type { ImageVariance } from "./stats/image-variance.ts";
export { medianRatio, ratioOfLogs } from "./stats/median-ratio.ts";
export { skewedInterval, halfWidth, skewness } from "./stats/skewed-interval.ts";
export { independentMedianRatio } from "./stats/independent-ratio.ts";
export type { MedianRatio } from "./stats/ratio.ts";
export { logRatios, pairedRounds } from "./stats/rounds.ts";
export { studentQuantile } from "./stats/student.ts";
export type { Round } from "./stats/rounds.ts";
export { meanInterval } from "./stats/mean-interval.ts";
export type { Estimate } from "./stats/mean-interval.ts";
export { outliers } from "./stats/outliers.ts";
export type { Outliers } from "./stats/outliers.ts";
export { accuracyDifference, mcNemar } from "./stats/paired-accuracy.ts";
export type { AccuracyDifference, McNemar, PairedPredictions } from "./stats/paired-accuracy.ts";
export { median, quantile, quantiles, sortedAscending } from "./stats/quantile.ts";
export { seededRandom, shuffled } from "./stats/random.ts";
export type { Random } from "./stats/random.ts";
export { measuredMs } from "./measured-ms.ts";
export { validityOf, validityReasons } from "./validity.ts";
export type { ReasonCode, Validity } from "./validity.ts";
export { verdictOf, verdictText } from "./verdict.ts";
export type { Verdict } from "./verdict.ts";
export { largestOf } from "./block/predicted-class.ts";
