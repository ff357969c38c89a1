import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writePrepared } from "@vmoe-bench/backend/prepared/folder";
import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { type ImageBatch, type DefinedArtifact, type Strategy } from "@vmoe-bench/contracts";
import { temporaryFolder, writeFileWhole } from "@vmoe-bench/files";
import { askChild } from "@vmoe-bench/runner";
import {
  coldResultSchema,
  inputsFile,
  type ColdRequest,
  type ColdResult,
} from "./cold-protocol.ts";
import { type Figure, ratioFigure } from "../figure.ts";
import { inRounds, pairsOf, ratioOf } from "../in-rounds.ts";
import { makeSubject } from "./subjects.ts";

const script = fileURLToPath(new URL("cold-process.js", import.meta.url));
const rounds = 31;

/**
 * `split-lazy` over dense in fresh processes, in rounds, with the images of one expert in use: peak
 * memory of the whole process, and time to the first prediction.
 */
export async function measureColdStart(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of ["6x64, 64 tokens", "12x192, 50 tokens"] as const) {
    const { dense, sparse, images, experts } = await makeSubject(name);
    const [expert] = experts;
    const own = images.filter((_, i) => experts[i] === expert).slice(0, 8);
    figures.push(...(await measurePair(name, dense, sparse, own)));
  }
  return figures;
}

async function measurePair(
  name: string,
  dense: DefinedArtifact,
  sparse: DefinedArtifact,
  images: readonly ImageBatch[],
): Promise<Figure[]> {
  const folder = temporaryFolder("cold");
  try {
    const folders = {
      dense: await prepared(join(folder.path, "dense"), dense, "dense", images),
      lazy: await prepared(join(folder.path, "lazy"), sparse, "split-lazy", images),
    };
    const results = await inRounds([folders.lazy, folders.dense], inFreshProcess, { rounds });
    const pairs = pairsOf(results, folders.lazy, folders.dense);
    const figureOf = (pick: (result: ColdResult) => number, what: string, limit: number) =>
      ratioFigure(
        `${name}, E=10, split-lazy over dense, one expert in use: ${what}`,
        ratioOf(pairs.map(([lazy, base]) => [[pick(lazy)], [pick(base)]])),
        limit,
      );
    return [
      figureOf(({ peakBytes }) => peakBytes, "peak memory of the process", 1.1),
      figureOf(({ coldMs }) => coldMs, "time to first prediction, cold", 1.15),
      figureOf(({ bytesRead }) => bytesRead, "bytes of the model read", 1.1),
    ];
  } finally {
    folder.remove();
  }
}

async function prepared(
  folder: string,
  model: DefinedArtifact,
  strategy: Strategy,
  images: readonly ImageBatch[],
): Promise<string> {
  const options = { strategy, precision: "float32", batch: 1 } as const;
  await writePrepared(folder, await ortNodeBackend("cpu").prepare(model, options));
  const parts = images.map(
    ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  await writeFileWhole(join(folder, inputsFile), Buffer.concat(parts));
  return folder;
}

function inFreshProcess(folder: string): Promise<ColdResult> {
  const request: ColdRequest = { folder };
  return askChild(script, request, coldResultSchema);
}
