import { z } from "zod";

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
