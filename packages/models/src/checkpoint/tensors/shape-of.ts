import { headRemedy, unsupportedCheckpointError } from "../errors.ts";
import type { NamedTensors } from "./named-tensors.ts";

/** What the tensors' shapes say of a ViT. */
export interface TensorShape {
  readonly width: number;
  readonly depth: number;
  readonly mlpWidth: number;
  readonly patch: number;
  readonly channels: number;
  readonly classes: number;
  readonly classToken: boolean;
  readonly distillation: "heads" | "token" | undefined;
  /** Patches on a side of the images that the position embeddings are for. */
  readonly grid: number;
  /** Whether the position embeddings have rows for the class and the distillation token. */
  readonly positionsOfPrefix: boolean;
}

/** Parts of other transformers: what their tensors' names hold, what they are, and whether one can do without. */
const foreign: readonly (readonly [RegExp, string, remedy?: string])[] = [
  [/^reg_token$/, "register tokens"],
  [/^norm_pre\./, "a norm before the first layer"],
  [/\.attn\.(q_norm|k_norm)\./, "norms of queries and keys"],
  [/rel_pos|relative_position/, "relative positions"],
  [/^attn_pool\./, "attention pooling"],
  [/\.mlp\.(w12|fc1_g|fc1_x)\b/, "gated MLPs"],
  [/^patch_embed\.(backbone|stem)|^patch_embed\.conv/, "a convolutional stem"],
  [/^(stages|layers|features)\./, "stages of another kind of network"],
  [
    /lora_|qweight|scales$/,
    "adapters or quantised weights",
    "Merge the adapters into the weights, and save these as floats.",
  ],
];

/** @throws `unsupported-checkpoint`, `broken-checkpoint` */
export function shapeOf(tensors: NamedTensors): TensorShape {
  const fail = (problem: string, remedy?: string): never => {
    throw unsupportedCheckpointError(tensors.source, problem, remedy);
  };
  for (const [pattern, what, remedy] of foreign) {
    const odd = tensors.names.find((name) => pattern.test(name));
    if (odd !== undefined) fail(`it has ${what} ("${tensors.ownName(odd)}")`, remedy);
  }
  const [width = 0, channels = 0, patch = 0, across = 0] = tensors.take(
    "patch_embed.proj.weight",
    4,
  ).dims;
  if (patch !== across) fail(`its patches of ${patch}x${across} are not square`);
  const depth = depthOf(tensors.names);
  const [mlpWidth = 0] = tensors.take("blocks.0.mlp.fc1.weight", 2).dims;
  if (!tensors.has("head.weight"))
    fail(`it has no classifier: there is no "${tensors.ownName("head.weight")}"`, headRemedy);
  const [classes = 0] = tensors.take("head.weight", 2).dims;
  const classToken = tensors.has("cls_token");
  const distillation = distillationOf(tensors);
  const prefix = (classToken ? 1 : 0) + (distillation === undefined ? 0 : 1);
  const [, positions = 0] = tensors.take("pos_embed", 3).dims;
  const shape = { width, depth, mlpWidth, patch, channels, classes, classToken, distillation };
  for (const rows of [prefix, 0]) {
    const grid = Math.sqrt(positions - rows);
    if (Number.isInteger(grid) && grid > 0) return { ...shape, grid, positionsOfPrefix: rows > 0 };
  }
  return fail(`its ${positions} position embeddings are those of no square image`);
}

function distillationOf(tensors: NamedTensors): "heads" | "token" | undefined {
  if (!tensors.has("dist_token")) return undefined;
  return tensors.has("head_dist.weight") ? "heads" : "token";
}

function depthOf(names: readonly string[]): number {
  const layers = names.map((name) => Number(/^blocks\.(\d{1,4})\./.exec(name)?.[1] ?? -1));
  return Math.max(-1, ...layers) + 1;
}
