import {
  areOfBytes,
  InvalidValueError,
  type ModelCost,
  type Normalisation,
  type OnnxConfig,
} from "@vmoe-bench/contracts";
import { NoClassifierError, UndescribedModelError } from "../errors.ts";
import { flopsOf, weightsOf } from "../infer/cost.ts";
import { infer, type Inference } from "../infer/infer.ts";
import type { ExpertLayer } from "../infer/known.ts";
import type { OnnxFile } from "../read/read-onnx.ts";
import type { OnnxGraph } from "../wire/decode.ts";
import { elementTypes } from "../wire/tensor.ts";
import { readDescription, type Described, type Description } from "./description.ts";
import { imageInputOf, type ImageInput } from "./image-input.ts";

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
 * @throws NoClassifierError, UndescribedModelError, InvalidValueError
 */
export async function describeOnnx(file: OnnxFile): Promise<OnnxClassifier> {
  const { path, model, bytes, external } = file;
  const described = await readDescription(path);
  const { description } = described;
  const image = imageInputOf(model.graph, path, described);
  const batch = image.batch ?? 1;
  const found = infer(model.graph, new Map([[image.input, dimsOf(image, batch)]]));
  const { logits, classes } = logitsOf(model.graph, found, path, described);
  const weights = weightsOf(model.graph);
  return {
    config: { ...image, logits, classes, weightBytes: weights.bytes },
    cost: {
      flops: flopsOf(found, batch),
      parameters: { total: weights.count, active: weights.count },
      fileBytes: external.reduce((sum, one) => sum + one.bytes, bytes.length),
    },
    layers: found.layers.map(({ experts, k }) => ({ experts, k })),
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
 * @throws UndescribedModelError where the json does not say
 */
export function requireNormalisation(
  { path }: OnnxFile,
  { normalisation, config, described }: OnnxClassifier,
): Normalisation {
  if (normalisation !== null) return normalisation;
  const values = config.channels === 1 ? "[0.5]" : "[0.485, 0.456, 0.406]";
  throw new UndescribedModelError(
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
    throw new UndescribedModelError(
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

interface Logits {
  /** The output's name. */
  readonly logits: string;
  /** K */
  readonly classes: number;
}

/** The output that the json names, the only one, or the only one of [B,K] floats. */
function logitsOf(
  graph: OnnxGraph,
  found: Inference,
  path: string,
  { file, description }: Described,
): Logits {
  const outputs = graph.outputs.map(({ name, dims, type }) => {
    const known = found.values.get(name)?.dims ?? dims?.map(numberOf);
    return { name, type, classes: known === undefined ? undefined : classesIn(known) };
  });
  const names = outputs.map(({ name }) => `"${name}"`).join(", ");
  // One number an image, or integers, are no classes: an expert's index, a gate, a label.
  const rows = outputs.filter(
    ({ type, classes }) => type === elementTypes.float32 && classes !== undefined && classes > 1,
  );
  const candidates = outputs.length === 1 ? outputs : rows;
  const [only] =
    description.logits === undefined
      ? candidates
      : outputs.filter(({ name }) => name === description.logits);
  if (only === undefined && description.logits !== undefined)
    throw new InvalidValueError(file, [`"logits": the graph has the outputs ${names}`]);
  if (only === undefined)
    throw new NoClassifierError(path, `it has no output of [B,K]`, "Export it with its logits.");
  if (description.logits === undefined && candidates.length > 1)
    throw new UndescribedModelError(
      path,
      [`Which of its outputs ${names} are the logits? Set "logits".`],
      file,
    );
  const said = description.classes?.length;
  const classes = only.classes ?? said;
  if (classes === undefined)
    throw new UndescribedModelError(
      path,
      [`What are its classes? Set "classes" or "labels".`],
      file,
    );
  const named = said === undefined || said === classes;
  if (!named && !(description.background === true && said === classes - 1))
    throw new InvalidValueError(file, [`it names ${said} classes, the graph has ${classes}`]);
  return { logits: only.name, classes };
}

function numberOf(size: number | { readonly name: string }): number | undefined {
  return typeof size === "number" ? size : undefined;
}

/** K of [B,K], and of [B,K,1,1] as some convolutional networks end. */
function classesIn([, classes, ...rest]: readonly (number | undefined)[]): number | undefined {
  return rest.every((size) => size === 1) ? classes : undefined;
}
