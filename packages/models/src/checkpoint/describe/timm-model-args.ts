import { z } from "zod";
import { unsupportedCheckpointError } from "../errors.ts";
import { squareSide } from "./square-side.ts";

/** What timm is told beside the architecture's name, as far as it changes the model. */
export const modelArgsSchema = z.looseObject({
  num_heads: z.int().positive().max(512).optional(),
  global_pool: z.string().max(100).optional(),
  img_size: squareSide.optional(),
});
type ModelArgs = z.output<typeof modelArgsSchema>;

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
/** Of a mobile model, whose shape follows from its name. */
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
export function requireKnownArgs(args: ModelArgs, isViT: boolean, source: string): void {
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
