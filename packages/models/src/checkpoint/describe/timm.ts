import { check } from "@vmoe-bench/contracts";
import { z } from "zod";
import { squareRemedy, unsupportedCheckpointError } from "../errors.ts";
import { type DeclaredSize, type Description, namesOfLabels, squareSide } from "./description.ts";
import { type Pretrained, pretrainedSchema, timmInput } from "./timm-input.ts";
import timmArchitectures from "./timm-architectures.json" with { type: "json" };

/** A ViT that is ours throughout, and what its tensors do not show. */
interface ViTArchitecture {
  readonly width: number;
  readonly heads: number;
  /** That of all its layer norms. */
  readonly epsilon: number;
  /** "token", "avg" */
  readonly pool: string;
}

type ByName<T> = Readonly<Record<string, T>>;

/** timm's registry, as reference/timm_architectures.py wrote it. */
const registry: {
  readonly vit: ByName<ViTArchitecture>;
  readonly mobile: readonly string[];
  /** The first part that ours do not have. */
  readonly refused: ByName<string>;
  /** Today's name of what timm called otherwise. */
  readonly renamed: ByName<string>;
} = timmArchitectures;

/** What timm is told beside the architecture's name, as far as it changes the model. */
const modelArgsSchema = z.looseObject({
  num_heads: z.int().positive().max(512).optional(),
  global_pool: z.string().max(100).optional(),
  img_size: squareSide.optional(),
});
type ModelArgs = z.output<typeof modelArgsSchema>;

const labels = z.array(z.string().max(1_000)).max(1_000_000);

/** config.json of timm, and of a timm model that Hugging Face wraps, as far as they are read. */
const timmConfigSchema = z.object({
  architecture: z.string().max(200),
  num_classes: z.int().nonnegative().max(1_000_000).optional(),
  global_pool: z.string().max(100).optional(),
  model_args: modelArgsSchema.optional(),
  pretrained_cfg: pretrainedSchema.extend({ label_names: labels.optional() }).optional(),
  label_names: labels.optional(),
  /** In older files, which have no pretrained_cfg. */
  labels: labels.optional(),
  id2label: z.record(z.string(), z.string().max(1_000)).optional(),
});

/**
 * @param value what is null in it was taken out
 * @throws InvalidValueError, `unsupported-checkpoint`
 */
export function timmDescription(value: unknown, source: string): Description {
  const config = check(timmConfigSchema, value, source);
  const { model_args: args = {} } = config;
  const { name, vit } = timmArchitecture(config.architecture, source);
  requireKnownArgs(args, vit !== undefined, source);
  // Older files have all fields side by side.
  const pretrained = config.pretrained_cfg ?? check(pretrainedSchema, value, source);
  const [channels = 3, ownSize] = sidesOf(pretrained.input_size, source);
  const imageSize = args.img_size ?? ownSize;
  const { id2label } = config;
  return {
    architecture: name,
    heads:
      args.num_heads === undefined
        ? vit && { count: vit.heads, width: vit.width }
        : { count: args.num_heads, width: undefined },
    normEpsilon: vit?.epsilon,
    imageSize,
    pool: args.global_pool ?? config.global_pool ?? vit?.pool,
    classes:
      config.label_names ??
      config.pretrained_cfg?.label_names ??
      config.labels ??
      (id2label && namesOfLabels(id2label, source)),
    ...timmInput(pretrained, { channels, imageSize }, source),
    sizes: sizesOf(config.num_classes, pretrained.input_size?.[0]),
  };
}

function sidesOf(
  input: Pretrained["input_size"],
  source: string,
): [channels?: number, side?: number] {
  if (input === undefined) return [];
  const [channels, height, width] = input;
  if (height !== width)
    throw unsupportedCheckpointError(
      source,
      `its images of ${height}x${width} are not square`,
      squareRemedy,
    );
  return [channels, height];
}

function sizesOf(classes: number | undefined, channels: number | undefined): DeclaredSize[] {
  const declared = [
    { key: "num_classes", size: "classes", value: classes },
    { key: "pretrained_cfg.input_size", size: "channels", value: channels },
  ] as const;
  return declared.flatMap(({ value, ...rest }) =>
    value === undefined ? [] : [{ ...rest, value }],
  );
}

interface TimmArchitecture {
  /** Without a tag, and as timm calls it today. */
  readonly name: string;
  /** Undefined for a mobile model: its shape follows from its name. */
  readonly vit: ViTArchitecture | undefined;
}

/**
 * What timm's registry says of an architecture.
 * @param said "vit_base_patch16_224", also with a tag: "vit_base_patch16_224.augreg_in21k"
 * @throws `unsupported-checkpoint` for one that is none of ours
 */
function timmArchitecture(said: string, source: string): TimmArchitecture {
  const untagged = said.split(".")[0] ?? said;
  const name = own(registry.renamed, untagged) ?? untagged;
  const vit = own(registry.vit, name);
  if (vit !== undefined || registry.mobile.includes(name)) return { name, vit };
  const reason = own(registry.refused, name);
  throw unsupportedCheckpointError(
    source,
    reason === undefined
      ? `"${said}" is none of the plain ViTs, DeiTs, MobileViTs and MobileNetV3s of timm that are read here`
      : `"${said}" can't be run here: ${reason}`,
  );
}

function own<T>(table: ByName<T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What the tensors show, or what is read. */
const shown = [
  "num_heads",
  "global_pool",
  "img_size",
  "patch_size",
  "in_chans",
  "num_classes",
  "embed_dim",
  "depth",
  "mlp_ratio",
  "qkv_bias",
  "proj_bias",
  "init_values",
  "class_token",
  "no_embed_class",
  "fc_norm",
  "dynamic_img_size",
  "dynamic_img_pad",
  "strict_img_size",
];
/** The same for a mobile model, whose shape follows from its name. */
const shownOfMobile = ["num_classes", "in_chans", "img_size"];

/** What only training reads. */
const ofTraining = /^(|pos_|patch_|proj_|attn_)drop_rate$|^drop_path_rate$|^(weight|fix)_init$/;

/** Those that have one value that our models have. */
const only: Readonly<Record<string, unknown>> = {
  act_layer: "gelu",
  norm_layer: "layernorm",
  final_norm: true,
  qk_norm: false,
  scale_attn_norm: false,
  scale_mlp_norm: false,
  pre_norm: false,
  pos_embed: "learn",
  pool_include_prefix: false,
  reg_tokens: 0,
};
const onlyOfMobile: Readonly<Record<string, unknown>> = { global_pool: "avg" };

/**
 * @throws `unsupported-checkpoint` for one that changes the model into none of ours
 */
function requireKnownArgs(args: ModelArgs, isViT: boolean, source: string): void {
  for (const [key, value] of Object.entries(args)) {
    if (
      value === undefined ||
      ofTraining.test(key) ||
      (isViT ? shown : shownOfMobile).includes(key)
    )
      continue;
    const fixed = isViT ? only : onlyOfMobile;
    if (Object.hasOwn(fixed, key) && fixed[key] === value) continue;
    throw unsupportedCheckpointError(
      source,
      `its model_args say "${key}": ${JSON.stringify(value)}, ${
        Object.hasOwn(fixed, key)
          ? `and only ${JSON.stringify(fixed[key])} can be run`
          : "which is not known here"
      }`,
    );
  }
}
