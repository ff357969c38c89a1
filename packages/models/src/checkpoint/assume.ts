import type { CheckpointInput, Normalisation, ViTConfig } from "@vmoe-bench/contracts";
import { imageNet1k } from "../labels/imagenet-1k.ts";
import type { Description } from "./describe/description.ts";
import {
  brokenCheckpointError,
  incompleteCheckpointError,
  unsupportedCheckpointError,
} from "./errors.ts";
import type { NamedTensors } from "./tensors/named-tensors.ts";
import type { TensorShape } from "./tensors/shape-of.ts";

/** A: no tensor shows how many heads there are. */
export function headsOf(
  { heads, architecture }: Description,
  width: number,
  source: string,
  assumed: string[],
): number {
  if (heads === undefined) return usualHeads(width, source, assumed);
  const { count, width: saidFor = width } = heads;
  if (saidFor === width) return count;
  const own = `${architecture} has ${count} for a width of ${saidFor}`;
  if (width % count !== 0)
    throw incompleteCheckpointError(
      source,
      `how many attention heads its width of ${width} is cut into is not said, and ${own}`,
      "--heads",
    );
  assumed.push(`It has ${count} attention heads, as timm takes it; ${own}.`);
  return count;
}

/** timm's, of most ViTs. */
const usualHeadWidth = 64;

function usualHeads(width: number, source: string, assumed: string[]): number {
  if (width % usualHeadWidth !== 0)
    throw incompleteCheckpointError(
      source,
      `how many attention heads its width of ${width} is cut into is not said, and ${usualHeadWidth} channels a head do not divide it`,
      "--heads",
    );
  const count = width / usualHeadWidth;
  assumed.push(
    `It has ${count} attention heads: ${usualHeadWidth} channels each, as most of timm's.`,
  );
  return count;
}

/** What no tensor shows, where no config says it. */
export function epsilonOf(
  { normEpsilon, architecture, heads }: Description,
  naming: NamedTensors["naming"],
  assumed: string[],
): number {
  if (normEpsilon !== undefined) return normEpsilon;
  const [epsilon, whose] =
    naming === "timm" ? [1e-6, "timm's plain ViT"] : [1e-12, "Hugging Face's ViT"];
  if (architecture === undefined && heads === undefined)
    assumed.push(
      `Its norms come before attention and MLP, with an epsilon of ${epsilon.toExponential()}; its activation is the exact GELU, as in ${whose}.`,
    );
  return epsilon;
}

/** By where the last norm is and, where the config says it, what is read after it. */
export function poolOf(
  { pool }: Description,
  { classToken }: TensorShape,
  tensors: NamedTensors,
): ViTConfig["pool"] {
  const normAfter = tensors.has("fc_norm.weight");
  const how = pool ?? (classToken && !normAfter ? "token" : "avg");
  if (how === "token" && classToken) return "class";
  if (how === "avg") return normAfter ? "mean" : "normed-mean";
  throw unsupportedCheckpointError(tensors.source, `it pools its tokens by "${how}"`);
}

export function assumedNormalisation(channels: number, assumed: string[]): Normalisation {
  assumed.push("Its images are normalised with mean 0.5 and deviation 0.5 in each channel.");
  const half = Array<number>(channels).fill(0.5);
  return { mean: half, std: half };
}

export function assumedInput(assumed: string[]): CheckpointInput {
  assumed.push("Its images are resized bicubically, and 90 % of the shortest side are cut out.");
  return { interpolation: "bicubic", resize: "shortest-side", cropPart: 0.9 };
}

export function classesOf(
  { classes }: Description,
  count: number,
  source: string,
  assumed: string[],
): { readonly classes: readonly string[]; readonly dataset: string } {
  const names = imageNet1k();
  const imageNet = count === names.length;
  const dataset = imageNet ? "imagenet-1k" : "unknown";
  if (classes !== undefined) {
    if (classes.length !== count)
      throw brokenCheckpointError(
        source,
        `config.json names ${classes.length} classes, its head has ${count}`,
      );
    return { classes, dataset };
  }
  if (imageNet) {
    assumed.push("Its 1,000 classes are ImageNet-1k's, in their order.");
    return { classes: names.map(({ name }) => name), dataset };
  }
  assumed.push(`Its ${count} classes have no names; they are called "class 0" and so on.`);
  return { classes: Array.from({ length: count }, (_, i) => `class ${i}`), dataset };
}
