import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { filesInMemory } from "@vmoe-bench/backend/prepared";
import {
  imageSizeOf,
  KnownError,
  type ImageBatch,
  type LoadedModel,
  type ModelArtifact,
  type Tensor,
} from "@vmoe-bench/contracts";
import { largestOf } from "@vmoe-bench/measure";
import { decodeSafetensors } from "@vmoe-bench/model";
import { openBackend } from "../backends.ts";

const backendId = "ort-node/cpu";
/** How far a logit may be off. */
const tolerance = 1e-4;

export interface Comparison {
  readonly images: number;
  /** Largest distance of a logit from the given one. */
  readonly largestDifference: number;
  readonly sameTop1: number;
  readonly agrees: boolean;
}

/** Outputs to compare with that are not there, or of another model. */
function badOutputsError(source: string, problem: string): KnownError {
  return new KnownError(
    "bad-outputs",
    `${source}: ${problem}.`,
    'Name a folder of safetensors files, each with "images" [n,C,H,W], normalised, and "logits" [n,K].',
  );
}

/**
 * A model's logits on onnxruntime beside those that another program gave for the same images.
 * @param folder of safetensors files with `images` and `logits`, read one after another
 */
export async function compareOutputs(
  artifact: ModelArtifact,
  folder: string,
  onProgress: (images: number) => void,
): Promise<Comparison> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".safetensors")).toSorted();
  if (files.length === 0) throw badOutputsError(folder, "there is no .safetensors file");
  const sum = { images: 0, largestDifference: 0, sameTop1: 0 };
  let largestLogit = 1;
  const models = new Map<number, LoadedModel>();
  try {
    for (const file of files) {
      const { images, logits } = await outputsIn(join(folder, file), artifact);
      const [count] = images.dims;
      const model = models.get(count) ?? (await load(artifact, count));
      models.set(count, model);
      const ours = (await model.run(images)).logits;
      const classes = artifact.config.classes;
      for (let image = 0; image < count; image += 1) {
        const [a, b] = [ours, logits].map((all) =>
          all.subarray(image * classes, (image + 1) * classes),
        );
        if (a === undefined || b === undefined) continue;
        if (largestOf(a) === largestOf(b)) sum.sameTop1 += 1;
        for (const [k, value] of a.entries()) {
          const given = b[k] ?? NaN;
          sum.largestDifference = Math.max(sum.largestDifference, Math.abs(value - given));
          largestLogit = Math.max(largestLogit, Math.abs(given));
        }
      }
      sum.images += count;
      onProgress(sum.images);
    }
  } finally {
    for (const model of models.values()) await model.close();
  }
  const agrees = sum.largestDifference <= tolerance * largestLogit && sum.sameTop1 === sum.images;
  return { ...sum, agrees };
}

async function load(artifact: ModelArtifact, batch: number): Promise<LoadedModel> {
  const backend = await openBackend(backendId);
  const options = { strategy: "dense", precision: "float32", batch } as const;
  const files = filesInMemory(await backend.prepare(artifact, options));
  return backend.load(files, { threads: 1, expertCap: null });
}

async function outputsIn(
  path: string,
  artifact: ModelArtifact,
): Promise<{ readonly images: ImageBatch; readonly logits: Float32Array }> {
  const tensors = decodeSafetensors(await readFile(path), path);
  const named = (name: string): Tensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw badOutputsError(path, `there is no "${name}"`);
    return tensor;
  };
  const [images, logits] = [named("images"), named("logits")];
  const count = images.dims[0] ?? 0;
  const { channels, height, width } = imageSizeOf(artifact);
  const { classes } = artifact.config;
  const wanted = [count, channels, height, width] as const;
  if (count === 0 || images.dims.join() !== wanted.join())
    throw badOutputsError(
      path,
      `"images" is [${images.dims.join(",")}], not [n,${wanted.slice(1).join(",")}]`,
    );
  if (logits.dims.join() !== [count, classes].join())
    throw badOutputsError(
      path,
      `"logits" is [${logits.dims.join(",")}], not [${count},${classes}]`,
    );
  return { images: { dims: wanted, data: images.data }, logits: logits.data };
}
