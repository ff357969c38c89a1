import { availableParallelism } from "node:os";
import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { vitConfigSchema, type ImageBatch, type LoadedModel } from "@vmoe-bench/contracts";
import { gather, normalise, type DecodedImages } from "@vmoe-bench/dataset";
import { median } from "@vmoe-bench/measure";
import { randomWeights } from "@vmoe-bench/model";
import { type Figure, atLeast, shown } from "../figure.ts";
import { inRounds, pairsOf } from "../in-rounds.ts";
import { classes, recipe, writePhotos, openPhotos } from "./photos.ts";

const batch = 16;
const images = 256;
const rounds = 5;
const least = 0.9;
const normalisation = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/**
 * A pass over a folder of photos, from the decoded cache, beside the model's own speed on inputs that
 * are ready; in rounds, so that both meet the same machine.
 */
export async function measureEvaluation(folder: string): Promise<Figure[]> {
  await writePhotos(folder, images, classes);
  const threads = Math.min(2, availableParallelism());
  const start = performance.now();
  const decoded = await openPhotos(folder, {}, threads);
  const decodingMs = performance.now() - start;
  const model = await loadModel(threads);
  try {
    const inputs = batchesOf(decoded);
    const own = () => modelPass(model, inputs);
    const whole = () => folderPass(model, decoded);
    const passes = await inRounds([own, whole], (pass) => pass(), { rounds, warmUp: 1 });
    const pairs = pairsOf(passes, own, whole);
    const [ownMs, folderMs] = [
      Math.min(...pairs.map(([ms]) => ms)),
      Math.min(...pairs.map(([, ms]) => ms)),
    ];
    const ratio = median(pairs.map(([a, b]) => a / b)) ?? NaN;
    const rate = (ms: number) => (1_000 * images) / ms;
    const what = `12x192 patch 16 at 224 px, ort-node, batch ${batch}, ${threads} threads`;
    const first = rate(decodingMs + folderMs);
    return [
      atLeast(
        `${what}: a folder's images/s over the model's own`,
        ratio,
        `${ratio.toFixed(3)} (${rate(folderMs).toFixed(1)} of ${rate(ownMs).toFixed(1)} images/s)`,
        least,
      ),
      shown(`${what}: the first time, with decoding`, first, `${first.toFixed(1)} images/s`),
    ];
  } finally {
    await model.close();
  }
}

async function loadModel(threads: number): Promise<LoadedModel> {
  const config = vitConfigSchema.parse({
    imageSize: recipe.size,
    channels: recipe.channels,
    patch: 16,
    width: 192,
    depth: 12,
    heads: 3,
    mlpWidth: 768,
    classes,
    classToken: true,
    pool: "class",
  });
  const backend = ortNodeBackend("cpu");
  const weights = randomWeights(config, 1);
  const artifact = { kind: "defined", id: "vit-12x192", config, weights } as const;
  const options = { strategy: "dense", precision: "float32", batch } as const;
  const prepared = await backend.prepare(artifact, options);
  return backend.load(filesInMemory(prepared), { threads, expertCap: null });
}

function indexesOf(): number[][] {
  return Array.from({ length: images / batch }, (_, b) =>
    Array.from({ length: batch }, (_position, i) => b * batch + i),
  );
}

function inputOf({ images: stored }: DecodedImages, indexes: readonly number[]): ImageBatch {
  return normalise(gather(stored, indexes), normalisation);
}

function batchesOf(decoded: DecodedImages): ImageBatch[] {
  return indexesOf().map((indexes) => inputOf(decoded, indexes));
}

async function modelPass(model: LoadedModel, inputs: readonly ImageBatch[]): Promise<number> {
  const start = performance.now();
  for (const input of inputs) await model.run(input);
  return performance.now() - start;
}

async function folderPass(model: LoadedModel, decoded: DecodedImages): Promise<number> {
  const start = performance.now();
  for (const indexes of indexesOf()) await model.run(inputOf(decoded, indexes));
  return performance.now() - start;
}
