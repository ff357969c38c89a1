import type { Block, Measurement } from "@vmoe-bench/contracts";
import type { BlockContext } from "./block-context.ts";
import { measureAccuracy } from "./measure-accuracy.ts";
import { measureFootprint } from "./measure-footprint.ts";
import { measureLatency } from "./measure-latency.ts";

/**
 * Runs one block next to its backend, in whatever host this is: loads the model, measures, closes it.
 * @throws UnsupportedError from the backend; `aborted` when the signal aborts
 */
export async function executeBlock(block: Block, context: BlockContext): Promise<Measurement> {
  const { arm, task } = block;
  const { clock, emit } = context;
  if (task.kind === "proof") throw new RangeError("A proof is no measurement of a loaded model.");
  const probe = task.kind === "latency" ? context.probe : undefined;
  const before = await probe?.read();
  // A page may have to wait seconds for it: only where it is wanted.
  const residentBefore = task.kind === "footprint" ? await context.memory?.now() : undefined;
  const loadStart = clock.now();
  const loaded = await context.backend.load(context.files, {
    threads: arm.threads,
    expertCap: arm.expertCap,
  });
  const loadMs = clock.now() - loadStart;
  try {
    emit({ type: "started", provenance: context.provenance });
    const session = { ...context, loaded, batchSize: arm.batch, scenario: arm.scenario };
    switch (task.kind) {
      case "latency": {
        const measured = await measureLatency(task, session, loadMs);
        const after = await probe?.read();
        return { ...measured, probes: before && after ? { before, after } : null };
      }
      case "accuracy":
        return await measureAccuracy(task, session);
      case "footprint":
        return await measureFootprint(task, session, { loadMs, residentBefore });
    }
  } finally {
    await loaded.close();
  }
}
