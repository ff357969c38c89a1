import { check } from "@vmoe-bench/contracts";
import { z } from "zod";
import { unsupportedCheckpointError } from "../errors.ts";
import {
  type DeclaredSize,
  type Description,
  namesOfLabels,
  pixels,
  squareSide,
} from "./description.ts";
import { processing } from "./hugging-face-processor.ts";

/** ViTConfig and DeiTConfig, as far as they are read; what they leave out is the library's default. */
const huggingFaceConfigSchema = z.object({
  model_type: z.string().max(100),
  hidden_size: pixels.default(768),
  image_size: squareSide.default(224),
  patch_size: squareSide.default(16),
  num_hidden_layers: pixels.default(12),
  num_attention_heads: pixels.max(512).default(12),
  intermediate_size: pixels.default(3072),
  num_channels: pixels.max(16).default(3),
  hidden_act: z.string().max(100).default("gelu"),
  layer_norm_eps: z.number().positive().max(1).default(1e-12),
  id2label: z.record(z.string(), z.string().max(1_000)).optional(),
});

/** Each model's own image processor. */
const processorOf: Readonly<Record<string, string>> = {
  vit: "ViTImageProcessor",
  deit: "DeiTImageProcessor",
};

/** Two names of the exact one. */
const exactGelus = ["gelu", "gelu_python"];

/**
 * @param value what is null in it was taken out
 * @param processor preprocessor_config.json; undefined where there is none
 * @throws InvalidValueError, `unsupported-checkpoint`
 */
export function huggingFaceDescription(
  value: unknown,
  processor: { readonly value: unknown; readonly source: string } | undefined,
  source: string,
): Description {
  const config = check(huggingFaceConfigSchema, value, source);
  const ownProcessor = processorOf[config.model_type];
  if (ownProcessor === undefined)
    throw unsupportedCheckpointError(source, `"${config.model_type}" is not a ViT or a DeiT`);
  if (!exactGelus.includes(config.hidden_act))
    throw unsupportedCheckpointError(
      source,
      `its activation "${config.hidden_act}" is not the exact GELU`,
    );
  const { id2label } = config;
  return {
    architecture: undefined,
    heads: { count: config.num_attention_heads, width: undefined },
    normEpsilon: config.layer_norm_eps,
    imageSize: config.image_size,
    testSize: undefined,
    pool: "token",
    classes: id2label && namesOfLabels(id2label, source),
    ...processing(
      processor?.value ?? {},
      { channels: config.num_channels, imageSize: config.image_size, ownProcessor },
      processor?.source ?? "preprocessor_config.json",
    ),
    sizes: sizesOf(config),
  };
}

function sizesOf(config: z.output<typeof huggingFaceConfigSchema>): DeclaredSize[] {
  const declared = [
    ["hidden_size", "width"],
    ["patch_size", "patch"],
    ["num_hidden_layers", "depth"],
    ["intermediate_size", "mlpWidth"],
    ["num_channels", "channels"],
  ] as const;
  return declared.map(([key, size]) => ({ key, size, value: config[key] }));
}
