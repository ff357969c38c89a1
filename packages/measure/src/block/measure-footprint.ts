import { UnsupportedError, type FootprintMeasurement, type Task } from "@vmoe-bench/contracts";
import { fullBatches } from "./batches.ts";
import { expertsOf, type Session } from "./session.ts";

type FootprintTask = Extract<Task, { kind: "footprint" }>;

interface BeforeFirst {
  readonly loadMs: number;
  readonly residentBefore: number | undefined;
}

/**
 * Memory, bytes read and cold start of a host that did nothing else: each image is run once.
 * @throws UnsupportedError where the host can't say how much memory it holds
 */
export async function measureFootprint(
  task: FootprintTask,
  session: Session,
  { loadMs, residentBefore }: BeforeFirst,
): Promise<FootprintMeasurement> {
  const { loaded, clock, files, memory, images } = session;
  if (memory === undefined || residentBefore === undefined)
    throw new UnsupportedError(
      "This host does not say how much memory it holds.",
      "Measure memory in a process or a browser that does.",
    );
  const batches = fullBatches(task.imageIndexes, session.batchSize);
  const [first = [], ...rest] = batches;
  const input = images.batch(first);
  const start = clock.now();
  const prediction = await loaded.run(input);
  const firstMs = clock.now() - start;
  const beforeFirst = files.bytesRead;
  const experts = expertsOf(prediction, session);
  for (const indexes of rest)
    experts.push(...expertsOf(await loaded.run(images.batch(indexes)), session));
  return {
    kind: "footprint",
    regime: task.regime,
    prepareMs: session.prepareMs ?? 0,
    placement: loaded.placement,
    cost: session.cost,
    loadMs,
    firstMs,
    residentBytes: { before: residentBefore, peak: await memory.peak() },
    bytesRead: { beforeFirst, total: files.bytesRead },
    touchedBytes: session.touchedBytes(experts),
    experts,
  };
}
