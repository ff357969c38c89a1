import { measureOverhead } from "./overhead.ts";
import { measurePrediction } from "./prediction.ts";
import { measureSparseRatio } from "./sparse-ratio.ts";
import { measureTraining } from "./training.ts";

/** A number that this project promises, as measured just now. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly target: string;
  readonly met: boolean;
}

export const figures = {
  overhead: measureOverhead,
  sparse: measureSparseRatio,
  prediction: measurePrediction,
  training: measureTraining,
} satisfies Record<string, () => Promise<Figure[]>>;
