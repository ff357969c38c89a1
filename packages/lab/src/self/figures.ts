import { measureOverhead } from "./overhead.ts";
import { measurePrediction } from "./prediction.ts";
import { measureSparseRatio } from "./sparse-ratio.ts";
import { measureTraining } from "./training.ts";
import type { FigureSet } from "../figure.ts";

export const figures: FigureSet = {
  overhead: measureOverhead,
  sparse: measureSparseRatio,
  prediction: measurePrediction,
  training: measureTraining,
};
