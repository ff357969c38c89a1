import {
  armSchema,
  type Arm,
  type Block,
  type Host,
  type LatencyMeasurement,
  type Task,
} from "@vmoe-bench/contracts";
import type { PreparedModels } from "@vmoe-bench/bench/run";

export type LatencyTask = Extract<Task, { kind: "latency" }>;

export function armOf(model: string, backend: string, strategy: Arm["strategy"]): Arm {
  return armSchema.parse({ model, backend, strategy, batch: 1, threads: 1 });
}

/** One block where `host` runs it; it has to complete. */
export async function latencyOf(
  host: Host,
  models: PreparedModels,
  arm: Arm,
  task: LatencyTask,
): Promise<LatencyMeasurement> {
  const dataset = { name: "fashion-mnist", split: "test", dir: null } as const;
  const plan = { id: `${arm.backend} ${arm.strategy}`, arm, task, dataset };
  const block: Block = { ...plan, ...(await models.placesFor(plan)) };
  const end = await host.run(block, () => undefined, new AbortController().signal);
  if (end.type === "completed" && end.measurement.kind === "latency") return end.measurement;
  throw new Error(`A block of ${arm.backend}, ${arm.strategy} ended so: ${JSON.stringify(end)}`);
}
