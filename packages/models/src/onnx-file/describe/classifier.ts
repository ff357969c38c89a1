import {
  areOfBytes,
  InvalidValueError,
  type ModelCost,
  type Normalisation,
  type OnnxConfig,
} from "@vmoe-bench/contracts";
import { undescribedModelError } from "../errors.ts";
import { parametersOf } from "../count/parameters.ts";
import { numbersIn, precisionOf } from "../count/numbers.ts";
import { flopsOf, infer } from "../infer/infer.ts";
import type { ExpertLayer } from "../infer/known.ts";
import type { OnnxFile } from "../read/read-onnx.ts";
import { type Described, type Description, descriptionIn, readDescription } from "./description.ts";
import { imageInputOf, type ImageInput } from "./image-input.ts";
import { logitsOf } from "./logits.ts";

/** An ONNX file as an image classifier: what the graph says, and what the json beside it adds. */
export interface OnnxClassifier {
  readonly config: OnnxConfig;
  readonly cost: ModelCost;
  /** Layers of experts that run as ONNX Runtime's operator, in the graph's order. */
  readonly layers: readonly Pick<ExpertLayer, "experts" | "k">[];
  /** Class names in the order of the outputs; their numbers where nothing is said. */
  readonly classes: readonly string[];
  /** Whether the first of them is a background class, which no image has. */
  readonly background: boolean;
  /** Null where the json does not say it: asked for when images are read. */
  readonly normalisation: Normalisation | null;
  /** How pictures of another size become its input; timm's usual way where the json does not say. */
  readonly resizing: Resizing;
  /** The json that describes it, or could. */
  readonly described: Described;
}

interface Resizing {
  readonly interpolation: NonNullable<Description["interpolation"]>;
  readonly resize: NonNullable<Description["resize"]>;
  readonly cropPart: number;
}

/**
 * @throws NoClassifierError, `undescribed-model`, InvalidValueError
 */
export async function describeOnnx(file: OnnxFile): Promise<OnnxClassifier> {
  const { path, model, bytes, external } = file;
  const described = await readDescription(path, descriptionIn(model.metadata));
  const { description } = described;
  const image = imageInputOf(model.graph, path, described);
  const batch = image.batch ?? 1;
  const images = new Map([[image.input, dimsOf(image, batch)]]);
  const inference = infer(model.graph, images, model.functions);
  const { logits, classes } = logitsOf(model.graph, inference, path, described);
  const weights = await parametersOf(model, numbersIn(file));
  const precision = precisionOf(model);
  return {
    config: { ...image, logits, classes, precision, weightBytes: weights.bytes },
    cost: {
      flops: flopsOf(inference, batch),
      parameters: { total: weights.count, active: weights.count },
      fileBytes: external.reduce((sum, one) => sum + one.bytes, bytes.length),
    },
    layers: inference.layers.map(({ experts, k }) => ({ experts, k })),
    classes: namesOf(description, classes),
    background: description.background === true,
    normalisation: normalisationOf(path, described, image.channels),
    resizing: {
      interpolation: description.interpolation ?? "bicubic",
      resize: description.resize ?? "shortest-side",
      cropPart: description.crop ?? 0.875,
    },
    described,
  };
}

/**
 * How the images' bytes become the graph's input.
 * @throws `undescribed-model` where the json does not say
 */
export function requireNormalisation(
  { path }: OnnxFile,
  { normalisation, config, described }: OnnxClassifier,
): Normalisation {
  if (normalisation !== null) return normalisation;
  const values = config.channels === 1 ? "[0.5]" : "[0.485, 0.456, 0.406]";
  throw undescribedModelError(
    path,
    [
      `With which mean and deviation were its images normalised? Set "mean" and "std", a value for each channel, as in "mean": ${values}.`,
    ],
    described.file,
  );
}

function normalisationOf(
  path: string,
  { file, description }: Described,
  channels: number,
): Normalisation | null {
  const { mean, std, range = 1, channels: order } = description;
  if (order !== undefined && channels !== 3)
    throw new InvalidValueError(file, [
      `"channels" is the order of red, green and blue, and the input has ${channels} channels`,
    ]);
  if (mean === undefined && std === undefined) return null;
  if (mean === undefined || std === undefined || std.length !== channels)
    throw new InvalidValueError(file, [
      `"mean" and "std" need a value for each of ${channels} channels`,
    ]);
  const inRange = (values: readonly number[]) => values.map((value) => value / range);
  const given = { mean: inRange(mean), std: inRange(std) };
  if (areOfBytes(given.mean, given.std))
    throw undescribedModelError(
      path,
      [
        `Its "mean" ${mean.join(" ")} and "std" ${std.join(" ")} look like those of values from 0 to 255, and here input is (byte / 255 − mean) / std. Divide both by 255, or set "range": 255, which makes it (byte − mean) / std.`,
      ],
      file,
    );
  return { ...given, ...(order === undefined ? {} : { channels: order }) };
}

/** Names that leave out the background class get it. */
function namesOf({ classes, background }: Description, count: number): readonly string[] {
  const first = background === true ? ["background"] : [];
  if (classes === undefined)
    return [...first, ...Array.from({ length: count - first.length }, (_, i) => String(i))];
  return classes.length === count ? classes : [...first, ...classes];
}

function dimsOf({ layout, channels, height, width }: ImageInput, batch: number): number[] {
  return layout === "nchw" ? [batch, channels, height, width] : [batch, height, width, channels];
}
