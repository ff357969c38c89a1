import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  checkJson,
  mobileNetV3ConfigSchema,
  mobileViTConfigSchema,
  type ImageBatch,
  type DefinedArtifact,
} from "@vmoe-bench/contracts";
import {
  decodeSafetensors,
  fromTimm,
  isTrainingCounter,
  mobileConfigOfTimm,
} from "@vmoe-bench/model";
import { z } from "zod";

/** What timm gives for a model with random weights, as `testing/timm/reference.py` writes it. */
export interface TimmReference {
  readonly artifact: DefinedArtifact;
  readonly images: number;
  /** [images,K] */
  readonly logits: Float32Array;
}

const factsSchema = z.object({
  model: z.string(),
  imageSize: z.int(),
  channels: z.int(),
  classes: z.int(),
  images: z.int(),
});

export async function readTimmReference(folder: string): Promise<TimmReference> {
  const path = join(folder, "reference.json");
  const { model, images, ...task } = checkJson(factsSchema, await readFile(path, "utf8"), path);
  const config = tiny(model, task) ?? mobileConfigOfTimm(model, task);
  if (config === undefined) throw new RangeError(`${path}: there is no config for ${model}.`);
  const read = async (name: string) =>
    decodeSafetensors(await readFile(join(folder, name)), join(folder, name), isTrainingCounter);
  const logits = (await read("reference.safetensors")).get("logits")?.data ?? new Float32Array();
  const weights = fromTimm(await read("model.safetensors"), config, folder);
  return { artifact: { kind: "defined", id: model, config, weights }, images, logits };
}

/** The configs of `tiny_…` in reference.py. */
function tiny(name: string, task: { imageSize: number; channels: number; classes: number }) {
  if (name === "tiny-mobilenetv3")
    return mobileNetV3ConfigSchema.parse({
      architecture: "mobilenetv3",
      ...task,
      stem: 8,
      stages: [
        [{ kernel: 3, stride: 1, width: 8, squeezed: 8, activation: "relu" }],
        [
          { kernel: 5, stride: 2, expanded: 16, width: 8, activation: "hardSwish" },
          { kernel: 3, stride: 1, expanded: 16, width: 8, squeezed: 8, activation: "relu" },
        ],
      ],
      lastWidth: 16,
      headWidth: 16,
    });
  if (name === "tiny-mobilevit")
    return mobileViTConfigSchema.parse({
      architecture: "mobilevit",
      ...task,
      stem: 8,
      expansion: 1,
      stages: [
        { width: 8, stride: 1, blocks: 2 },
        { width: 8, stride: 2, blocks: 1, transformer: { width: 8, depth: 1 } },
        { width: 8, stride: 2, blocks: 1, transformer: { width: 12, depth: 2 } },
      ],
      lastWidth: 16,
    });
  return undefined;
}

/** murmur3's last mix of 32 bits, as a multiple of 1/512 in [-1,1). */
function scattered(n: number): number {
  let h = n >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 22) / 512 - 1;
}

/** Image `index` of reference.py, to the bit. */
export function timmImage(index: number, { config }: DefinedArtifact): ImageBatch {
  const { channels, imageSize: size } = config;
  const data = new Float32Array(channels * size * size);
  const cut = (at: number) => Math.floor((at * 8) / size);
  for (let c = 0, i = 0; c < channels; c += 1)
    for (let y = 0; y < size; y += 1)
      for (let x = 0; x < size; x += 1, i += 1) {
        const plane = index * channels + c;
        const square = (plane * 8 + cut(y)) * 8 + cut(x);
        const pixel = (plane * size + y) * size + x;
        data[i] = scattered(square) + scattered(pixel + 0x80000000) / 2;
      }
  return { dims: [1, channels, size, size], data };
}
