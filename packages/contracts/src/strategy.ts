import { z } from "zod";

/**
 * How the chosen experts are executed; an axis of the benchmark, no part of the model.
 * `dense`: the model has no experts.
 * `all-experts`: every expert is computed, the others masked.
 * `gather`: the chosen experts' weights are gathered from the stack and only they are computed.
 * `branch`: a branch of the graph an expert, with constant weights; only the chosen one runs.
 * `moe-op`: the runtime's fused operator.
 * `split`: trunk and router first, then the chosen expert's tail as a graph of its own.
 * `split-lazy`: as `split`, but an expert's tail is read when an image first needs it.
 */
export const strategySchema = z.enum([
  "dense",
  "all-experts",
  "gather",
  "branch",
  "moe-op",
  "split",
  "split-lazy",
]);
export type Strategy = z.output<typeof strategySchema>;

/**
 * Numbers that weights are stored and multiplied in. `int8`: weights rounded once at export, a scale
 * for each column; activations rounded in each run, by the range that they have (dynamic quantisation).
 */
export const precisionSchema = z.enum(["float32", "float16", "int8"]);
export type Precision = z.output<typeof precisionSchema>;
