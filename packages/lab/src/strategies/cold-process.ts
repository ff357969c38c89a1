import { filesInFolder } from "@vmoe-bench/backend/prepared/folder";
import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { check, inputDims } from "@vmoe-bench/contracts";
import { performanceClock } from "@vmoe-bench/measure";
import { liveWithParent } from "@vmoe-bench/runner";
import { readInputs } from "@vmoe-bench/bench/run";
import { processMemory } from "@vmoe-bench/bench";
import { coldRequestSchema, type ColdResult } from "./cold-protocol.ts";

liveWithParent();
process.once("message", (message) => {
  void measure(message).then((result) =>
    process.send?.(result, undefined, undefined, () => process.exit(0)),
  );
});

/** Load, first prediction, then the other images, in a process that does nothing else. */
async function measure(message: unknown): Promise<ColdResult> {
  const { folder } = check(coldRequestSchema, message, "the request of a cold process");
  const { data, indexes } = await readInputs(folder);
  const files = await filesInFolder(folder);
  const dims = inputDims(files.manifest, 1);
  const size = data.length / indexes.length;
  const images = indexes.map((_, i) => ({
    dims,
    data: data.subarray(i * size, (i + 1) * size),
  }));
  const [first, ...rest] = images;
  if (first === undefined) throw new RangeError("There are no images.");
  const start = performanceClock.now();
  const model = await ortNodeBackend("cpu").load(files, { threads: 1, expertCap: null });
  await model.run(first);
  const coldMs = performanceClock.now() - start;
  for (const image of rest) await model.run(image);
  return {
    coldMs,
    peakBytes: await processMemory.peak(),
    bytesRead: files.bytesRead,
  };
}
