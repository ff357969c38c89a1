import {
  type Block,
  type FootprintMeasurement,
  type Measurement,
  type Task,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import { type BlockContext, expertsOf, fullBatches, type LoadedBlock } from "./loaded-block.ts";
import { measureAccuracy } from "./measure-accuracy.ts";
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
    const { model, batch: batchSize, scenario } = arm;
    const ready = { ...context, loaded, model, batchSize, scenario };
    switch (task.kind) {
      case "latency": {
        const measured = await measureLatency(task, ready, loadMs);
        const after = await probe?.read();
        return { ...measured, probes: before && after ? { before, after } : null };
      }
      case "accuracy":
        return await measureAccuracy(task, ready);
      case "footprint":
        return await measureFootprint(task, ready, { loadMs, residentBefore });
    }
  } finally {
    await loaded.close();
  }
}

type FootprintTask = Extract<Task, { kind: "footprint" }>;

interface BeforeFirst {
  readonly loadMs: number;
  readonly residentBefore: number | undefined;
}

/**
 * Memory, bytes read and cold start of a host that did nothing else: each image is run once.
 * @throws UnsupportedError where the host can't say how much memory it holds
 */
async function measureFootprint(
  task: FootprintTask,
  block: LoadedBlock,
  { loadMs, residentBefore }: BeforeFirst,
): Promise<FootprintMeasurement> {
  const { loaded, clock, files, memory, images } = block;
  if (memory === undefined || residentBefore === undefined)
    throw new UnsupportedError(
      "This host does not say how much memory it holds.",
      "Measure memory in a process or a browser that does.",
    );
  const batches = fullBatches(task.imageIndexes, block.batchSize);
  const [first = [], ...rest] = batches;
  const input = images.batch(first);
  const start = clock.now();
  const prediction = await loaded.run(input);
  const firstMs = clock.now() - start;
  const beforeFirst = files.bytesRead;
  const experts = expertsOf(prediction, block);
  for (const indexes of rest)
    experts.push(...expertsOf(await loaded.run(images.batch(indexes)), block));
  return {
    kind: "footprint",
    regime: task.regime,
    prepareMs: block.prepareMs ?? 0,
    placement: loaded.placement,
    cost: block.cost,
    loadMs,
    firstMs,
    residentBytes: { before: residentBefore, peak: await memory.peak() },
    bytesRead: { beforeFirst, total: files.bytesRead },
    touchedBytes: block.touchedBytes(experts),
    experts,
  };
}
