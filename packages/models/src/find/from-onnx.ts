import { type ModelRecipe, type Normalisation, type Precision } from "@vmoe-bench/contracts";
import { imageNet1k } from "../labels/imagenet-1k.ts";
import { denormalsOf } from "../onnx-file/count/numbers.ts";
import {
  describeOnnx,
  requireNormalisation,
  type OnnxClassifier,
} from "../onnx-file/describe/classifier.ts";
import { graphSha256, sha256Of } from "../onnx-file/read/graph-hash.ts";
import { readOnnx } from "../onnx-file/read/read-onnx.ts";
import { selfContained } from "../onnx-file/read/self-contained.ts";
import { imageChannelsError, notSquareError, type RunModel } from "./run-model.ts";

/** An ONNX file that was made elsewhere, by its path; undefined for another kind of name. */
export async function fromOnnx(name: string): Promise<RunModel | undefined> {
  if (!name.toLowerCase().endsWith(".onnx")) return undefined;
  const file = await readOnnx(name);
  const described = await describeOnnx(file);
  const { config, cost } = described;
  const named = namesOf(described);
  const sha256 = await sha256Of(file);
  return {
    id: name,
    shape: { kind: "onnx", config },
    classes: named.classes,
    background: described.background,
    describedBy: described.described.file,
    dataset: null,
    baseline: null,
    sha256,
    graphSha256: graphSha256(file.model),
    weightsFile: null,
    inferred: [
      ...inferredLines(name, described),
      ...named.inferred.map((text) => `${name}: ${text}`),
    ],
    normalisation: () => requireNormalisation(file, described),
    recipe: () => onnxRecipe(name, described),
    costOf: () => cost,
    denormals: () => denormalsOf(file),
    artifact: async () => ({ kind: "onnx", id: name, config, bytes: await selfContained(file) }),
  };
}

/**
 * As with checkpoints: a thousand classes without names, beside a background class where there is one,
 * are taken for ImageNet-1k's.
 */
function namesOf({ classes, background, described }: OnnxClassifier): {
  readonly classes: readonly string[];
  readonly inferred: readonly string[];
} {
  const first = background ? classes.slice(0, 1) : [];
  const names = imageNet1k();
  const unnamed = classes.length - first.length;
  if (described.description.classes !== undefined || unnamed !== names.length)
    return { classes, inferred: [] };
  return {
    classes: [...first, ...names.map(({ name }) => name)],
    inferred: ["its 1,000 classes have no names and are taken for ImageNet-1k's, in their order"],
  };
}

/**
 * @throws `image-channels`, `not-square`
 */
function onnxRecipe(
  name: string,
  { config: { channels, height, width }, resizing }: OnnxClassifier,
): ModelRecipe {
  if (channels !== 1 && channels !== 3) throw imageChannelsError(name, channels);
  if (height !== width) throw notSquareError(name, height, width);
  return { ...resizing, channels, size: height };
}

/** How exactly other backends have to agree follows from the numbers that a graph computes in. */
const precisionLines: Readonly<Record<Precision, readonly string[]>> = {
  float32: [],
  float16: ["its graph computes in float16, and its outputs are compared as such"],
  int8: ["its graph rounds to 8 bits or fewer: of its outputs only the classes are compared"],
};
/** "BGR, mean 0.5 0.5 0.5, std 0.5 0.5 0.5", by channel in the model's order. */
function normalisationText({ mean, std, channels = "rgb" }: Normalisation): string {
  const order = mean.length === 3 ? `${channels.toUpperCase()}, ` : "";
  return `${order}mean ${shown(mean)}, std ${shown(std)}`;
}

function shown(values: readonly number[]): string {
  return values.map((value) => Number(value.toPrecision(6))).join(" ");
}

function inferredLines(name: string, { config, layers, normalisation }: OnnxClassifier): string[] {
  const { input, layout, channels, height, width, batch, logits, classes, precision } = config;
  const size = layout === "nchw" ? [channels, height, width] : [height, width, channels];
  const images = `"${input}" [${[batch ?? "any", ...size].join(",")}] (${layout})`;
  const values = normalisation === null ? "" : `, ${normalisationText(normalisation)}`;
  const experts = layers.map(
    (layer, i) =>
      `${name}: MoE operator ${i + 1} runs ${layer.k} of ${layer.experts} experts for each row`,
  );
  return [
    `${name}: images ${images}${values}; logits "${logits}", ${classes} classes`,
    ...precisionLines[precision].map((line) => `${name}: ${line}`),
    ...experts,
  ];
}
