import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { filesInFolder } from "@vmoe-bench/backend/prepared/folder";
import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { inputDims } from "@vmoe-bench/contracts";
import { performanceClock } from "@vmoe-bench/measure";
import { serveParent } from "@vmoe-bench/runner";
import { processMemory } from "@vmoe-bench/bench";
import {
  coldRequestSchema,
  inputsFile,
  type ColdRequest,
  type ColdResult,
} from "./cold-protocol.ts";

serveParent<ColdRequest, ColdResult>({ commands: coldRequestSchema, serve: measure });

/** Load, first prediction, then the other images, in a process that does nothing else. */
async function measure({ folder }: ColdRequest): Promise<ColdResult> {
  const bytes = await readFile(join(folder, inputsFile));
  const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const files = await filesInFolder(folder);
  const dims = inputDims(files.manifest, 1);
  const size = dims.reduce((a, b) => a * b, 1);
  const images = Array.from({ length: data.length / size }, (_, i) => ({
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
