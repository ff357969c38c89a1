import type { Activation } from "../conv-ops.ts";
import type { MlpActivation } from "../ops.ts";
import { erf } from "./erf.ts";

const hardSigmoid = (x: number) => Math.min(Math.max(x + 3, 0), 6) / 6;

/** Each activation, of one value. */
export const activate: Readonly<Record<Activation | MlpActivation, (x: number) => number>> = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  hardSigmoid,
  hardSwish: (x) => x * hardSigmoid(x),
  silu: (x) => x / (1 + Math.exp(-x)),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
};
