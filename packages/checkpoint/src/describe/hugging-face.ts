import { check, type CheckpointInput } from "@vmoe-bench/contracts";
import { z } from "zod";
import { UnsupportedCheckpointError } from "../errors.ts";
import type { DeclaredSize, Description } from "./description.ts";

const size = z.int().positive().max(65_536);

/** ViTConfig and DeiTConfig, as far as they are read; what they leave out is the library's default. */
export const huggingFaceConfigSchema = z.object({
  model_type: z.string().max(100),
  hidden_size: size.default(768),
  image_size: size.default(224),
  patch_size: size.default(16),
  num_hidden_layers: size.default(12),
  num_attention_heads: size.max(512).default(12),
  intermediate_size: size.default(3072),
  num_channels: size.max(16).default(3),
  hidden_act: z.string().max(100).default("gelu"),
  layer_norm_eps: z.number().positive().max(1).default(1e-12),
  id2label: z.record(z.string(), z.string().max(1_000)).optional(),
});

const sides = z.union([
  size,
  z.object({ height: size, width: size }),
  z.object({ shortest_edge: size }),
]);

const processorSchema = z.object({
  do_resize: z.boolean().default(true),
  do_center_crop: z.boolean().default(false),
  do_normalize: z.boolean().default(true),
  do_rescale: z.boolean().default(true),
  rescale_factor: z.number().optional(),
  image_mean: z.array(z.number()).min(1).max(16).optional(),
  image_std: z.array(z.number()).min(1).max(16).optional(),
  resample: z.int().optional(),
  size: sides.optional(),
  crop_size: sides.optional(),
});

/**
 * @param processor preprocessor_config.json; undefined where there is none
 * @throws InvalidValueError, UnsupportedCheckpointError
 */
export function huggingFaceDescription(
  value: unknown,
  processor: { readonly value: unknown; readonly source: string } | undefined,
  source: string,
): Description {
  const config = check(huggingFaceConfigSchema, value, source);
  if (config.model_type !== "vit" && config.model_type !== "deit")
    throw new UnsupportedCheckpointError(source, `"${config.model_type}" is not a ViT or a DeiT`);
  if (config.hidden_act !== "gelu")
    throw new UnsupportedCheckpointError(
      source,
      `its activation "${config.hidden_act}" is not the exact GELU`,
    );
  return {
    architecture: undefined,
    heads: config.num_attention_heads,
    normEpsilon: config.layer_norm_eps,
    imageSize: config.image_size,
    pool: "token",
    classes: config.id2label === undefined ? undefined : namesOf(config.id2label, source),
    ...(processor === undefined
      ? { normalisation: undefined, input: undefined }
      : processing(processor.value, processor.source, config.num_channels)),
    sizes: sizesOf(config),
  };
}

function sizesOf(config: z.output<typeof huggingFaceConfigSchema>): DeclaredSize[] {
  const declared = {
    hidden_size: "width",
    patch_size: "patch",
    num_hidden_layers: "depth",
    intermediate_size: "mlpWidth",
    num_channels: "channels",
  } as const;
  return (Object.keys(declared) as (keyof typeof declared)[]).map((key) => ({
    key,
    size: declared[key],
    value: config[key],
  }));
}

/** Names in label order; undefined where they are only Hugging Face's placeholders. */
function namesOf(
  id2label: Readonly<Record<string, string>>,
  source: string,
): readonly string[] | undefined {
  const count = Object.keys(id2label).length;
  const names = Array.from({ length: count }, (_, i) => {
    const name = id2label[i];
    if (name === undefined)
      throw new UnsupportedCheckpointError(
        source,
        `"id2label" has ${count} names, and none for ${i}`,
      );
    return name;
  });
  return names.every((name, i) => name === `LABEL_${i}`) ? undefined : names;
}

/** PIL's numbers. */
const interpolations: readonly (CheckpointInput["interpolation"] | undefined)[] = [
  "nearest",
  "lanczos",
  "bilinear",
  "bicubic",
];

function processing(
  value: unknown,
  source: string,
  channels: number,
): Pick<Description, "normalisation" | "input"> {
  const found = check(processorSchema, value, source);
  const scaled = found.do_rescale && Math.abs((found.rescale_factor ?? 1 / 255) * 255 - 1) < 1e-6;
  if (!scaled)
    throw new UnsupportedCheckpointError(source, "it does not divide the images' bytes by 255");
  const { image_mean: mean, image_std: std } = found;
  const plain = { mean: Array<number>(channels).fill(0), std: Array<number>(channels).fill(1) };
  const given = mean === undefined || std === undefined ? undefined : { mean, std };
  const interpolation = interpolations[found.resample ?? 2];
  if (interpolation === undefined)
    throw new UnsupportedCheckpointError(source, `it resizes images by PIL's ${found.resample}`);
  const resized = shortest(found.size);
  const cut = found.do_center_crop ? shortest(found.crop_size) : undefined;
  const keepsShape = typeof found.size === "object" && "shortest_edge" in found.size;
  return {
    normalisation: found.do_normalize ? given : plain,
    input: {
      interpolation,
      resize: keepsShape ? "shortest-side" : "squash",
      cropPart: cut === undefined || resized === undefined ? 1 : Math.min(1, cut / resized),
    },
  };
}

function shortest(given: z.output<typeof sides> | undefined): number | undefined {
  if (given === undefined || typeof given === "number") return given;
  return "shortest_edge" in given ? given.shortest_edge : Math.min(given.height, given.width);
}
