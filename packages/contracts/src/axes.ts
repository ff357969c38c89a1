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

/**
 * How queries arrive, in LoadGen's terms.
 * `single-stream`: one image a query, the next one when its answer is there.
 * `multi-stream`: a batch of images a query, the next one when its answer is there.
 * `offline`: all images are one query; what counts is how many images a second it answers.
 * `camera`: frames come at a fixed rate whether or not the model keeps up. Latency is measured from
 * the moment that a frame was due; `queue` frames wait at most, and the oldest of more is dropped.
 */
export const scenarioSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("single-stream") }),
  z.strictObject({ kind: z.literal("multi-stream") }),
  z.strictObject({ kind: z.literal("offline") }),
  z.strictObject({
    kind: z.literal("camera"),
    framesPerSecond: z.number().positive().max(1_000),
    queue: z.int().nonnegative().max(1_000).default(1),
  }),
]);
export type Scenario = z.output<typeof scenarioSchema>;

export const singleStream = { kind: "single-stream" } as const satisfies Scenario;

/** "offline", "camera 30 fps queue 1" */
export function scenarioName(scenario: Scenario): string {
  if (scenario.kind !== "camera") return scenario.kind;
  return `camera ${scenario.framesPerSecond} fps queue ${scenario.queue}`;
}

/** In suites a scenario without numbers is its name. */
export const suiteScenarioSchema = z.union([
  z.enum(["single-stream", "multi-stream", "offline"]).transform((kind): Scenario => ({ kind })),
  scenarioSchema,
]);
