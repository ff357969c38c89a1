import { check, type CheckpointInput, type Normalisation } from "@vmoe-bench/contracts";
import { z } from "zod";
import { squareRemedy, unsupportedCheckpointError } from "../errors.ts";
import {
  channelValues,
  type Description,
  normalisationOf,
  perChannel,
  pixels,
} from "./description.ts";
import defaults from "./hugging-face-processors.json" with { type: "json" };

const sides = z.union(
  [
    pixels,
    z.tuple([pixels, pixels]).transform(([height, width]) => ({ height, width })),
    z.object({ height: pixels, width: pixels }),
    z.object({ shortest_edge: pixels }),
  ],
  'expected a number, two, or an object of "height" and "width" or of "shortest_edge"',
);
type Sides = z.output<typeof sides>;

const processorSchema = z.looseObject({
  image_processor_type: z.string().max(200).optional(),
  feature_extractor_type: z.string().max(200).optional(),
  do_resize: z.boolean().default(true),
  size: sides.optional(),
  default_to_square: z.boolean().optional(),
  resample: z.int().optional(),
  do_center_crop: z.boolean().optional(),
  crop_size: sides.optional(),
  crop_pct: z.number().positive().max(1).optional(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean().optional(),
  image_mean: channelValues.optional(),
  image_std: channelValues.optional(),
});
type Processor = z.output<typeof processorSchema>;

/** What an image processor does where its file leaves the field out. */
interface ProcessorDefaults {
  readonly size: Exclude<Sides, number>;
  readonly crop_size: Exclude<Sides, number> | null;
  /** Whether a size of one number is both sides, or the shortest. */
  readonly default_to_square: boolean;
  /** PIL's number of the interpolation. */
  readonly resample: number;
  readonly do_center_crop: boolean;
  readonly do_normalize: boolean;
  readonly image_mean: readonly number[];
  readonly image_std: readonly number[];
  /** Only of ConvNext: below 384 pixels the shortest side becomes size / crop_pct, and the centre is cut out. */
  readonly crop_pct?: number;
}

/** transformers' classes, as reference/hugging_face_processors.py wrote them. */
const processors: Readonly<Record<string, ProcessorDefaults>> = defaults.processors;

/** Keys that change no pixel of a picture in colour. */
const harmless = [
  "processor_class",
  "auto_map",
  "do_convert_rgb",
  "data_format",
  "input_data_format",
  "device",
  "disable_grouping",
  "return_tensors",
  "do_reduce_labels",
  "use_fast",
  "transformers_version",
  "_valid_processor_keys",
];

/** PIL's numbers. */
const interpolations: readonly (CheckpointInput["interpolation"] | undefined)[] = [
  "nearest",
  "lanczos",
  "bilinear",
  "bicubic",
];

const refusedFilters: Readonly<Record<number, string>> = { 4: "box", 5: "hamming" };

interface ProcessedModel {
  readonly channels: number;
  readonly imageSize: number;
  /** The image processor that its model has where no file names one. */
  readonly ownProcessor: string;
}

/**
 * How an image processor of Hugging Face makes a model's images; what its file leaves out is its
 * class's own.
 * @param value preprocessor_config.json; what is null in it was taken out
 * @throws InvalidValueError, `unsupported-checkpoint`
 */
export function processing(
  value: unknown,
  model: ProcessedModel,
  source: string,
): Pick<Description, "normalisation" | "input" | "assumed" | "notes"> {
  const said = check(processorSchema, value, source);
  const name = classOf(said, model.ownProcessor);
  const usual = Object.hasOwn(processors, name) ? processors[name] : undefined;
  if (usual === undefined)
    throw unsupportedCheckpointError(
      source,
      `images are made by ${name}, which is none of ${Object.keys(processors).join(", ")}`,
      "Write what it does as one of these into a copy of the file.",
    );
  const { input, notes } = inputOf(said, name, usual, model.imageSize, source);
  return {
    normalisation: processedNormalisation(said, usual, model.channels, source),
    input,
    assumed: leftOut(said, name, usual, input),
    notes: [...notes, ...unread(said, name, usual, source)],
  };
}

/** Without what tells its implementations and its older names apart. */
function classOf(said: Processor, ownProcessor: string): string {
  const name = said.image_processor_type ?? said.feature_extractor_type ?? ownProcessor;
  return name.replace(/(Fast|Pil)$/, "").replace(/FeatureExtractor$/, "ImageProcessor");
}

/** (byte · factor − mean) / std, written as (byte / 255 − mean') / std'. */
function processedNormalisation(
  said: Processor,
  usual: ProcessorDefaults,
  channels: number,
  source: string,
): Normalisation {
  const scale = said.do_rescale ? 255 * said.rescale_factor : 255;
  const normalises = said.do_normalize ?? usual.do_normalize;
  const mean = normalises ? [said.image_mean ?? usual.image_mean].flat() : [0];
  const std = normalises ? [said.image_std ?? usual.image_std].flat() : [1];
  const scaled = (values: readonly number[]) =>
    Math.abs(scale - 1) < 1e-6 ? [...values] : values.map((value) => value / scale);
  return said.do_rescale
    ? normalisationOf(scaled(mean), scaled(std), channels, source)
    : { mean: perChannel(scaled(mean), channels), std: perChannel(scaled(std), channels) };
}

function inputOf(
  said: Processor,
  name: string,
  usual: ProcessorDefaults,
  imageSize: number,
  source: string,
): { readonly input: CheckpointInput; readonly notes: readonly string[] } {
  const resample = said.resample ?? usual.resample;
  const interpolation = interpolations[resample];
  if (interpolation === undefined)
    throw unsupportedCheckpointError(
      source,
      `it resizes images by PIL's ${refusedFilters[resample] ?? `"resample": ${resample}`}, and only nearest, lanczos, bilinear and bicubic are done`,
      "Write the number of one of these into a copy of the file to measure it on images that are made so.",
    );
  const size = named(said.size ?? usual.size, said.default_to_square ?? usual.default_to_square);
  const resized = sideOf(size, source);
  if (!said.do_resize)
    return {
      input: { interpolation, resize: "squash", cropPart: 1 },
      notes: [`${name} does not resize (do_resize): images of another size are squashed.`],
    };
  const keepsShape = "shortest_edge" in size;
  const crops = said.do_center_crop ?? usual.do_center_crop;
  const cropPct = usual.crop_pct === undefined ? undefined : (said.crop_pct ?? usual.crop_pct);
  if (cropPct !== undefined && !crops)
    return {
      input:
        resized < 384
          ? cropped({ interpolation, resize: "shortest-side", cropPart: cropPct })
          : { interpolation, resize: "squash", cropPart: 1 },
      notes: sizeNotes(name, resized, imageSize),
    };
  const cut = crops
    ? sideOf(named(said.crop_size ?? usual.crop_size ?? size, true), source)
    : resized;
  if (cut > resized)
    throw unsupportedCheckpointError(
      source,
      `it cuts ${cut} pixels out of ${resized}, around which it pads`,
      "Write a crop_size that is no larger than size into a copy of the file.",
    );
  return {
    input: cropped({
      interpolation,
      resize: keepsShape ? "shortest-side" : "squash",
      cropPart: cropPartOf(cut, resized),
    }),
    notes: [
      ...(keepsShape && !crops ? [`${name} cuts nothing out; here the centre's square is.`] : []),
      ...sizeNotes(name, cut, imageSize),
    ],
  };
}

/** Where something is cut out, that begins as Hugging Face has it. */
function cropped(input: CheckpointInput): CheckpointInput {
  const whole = input.resize === "squash" && input.cropPart === 1;
  return whole ? input : { ...input, cropStart: "floored" };
}

function sizeNotes(name: string, side: number, imageSize: number): string[] {
  if (side === imageSize) return [];
  return [
    `${name} makes images of ${side} x ${side} pixels, its model takes ${imageSize} x ${imageSize}: they are made of that size.`,
  ];
}

function named(sides: Sides, toSquare: boolean): Exclude<Sides, number> {
  if (typeof sides !== "number") return sides;
  return toSquare ? { height: sides, width: sides } : { shortest_edge: sides };
}

function sideOf(sides: Exclude<Sides, number>, source: string): number {
  if ("shortest_edge" in sides) return sides.shortest_edge;
  if (sides.height !== sides.width)
    throw unsupportedCheckpointError(
      source,
      `its images of ${sides.height}x${sides.width} are not square`,
      squareRemedy,
    );
  return sides.height;
}

/** One sentence on the fields that its class filled in. */
function leftOut(
  said: Processor,
  name: string,
  usual: ProcessorDefaults,
  { interpolation, resize, cropPart }: CheckpointInput,
): string[] {
  const crops = said.do_center_crop ?? usual.do_center_crop;
  const normalises = said.do_normalize ?? usual.do_normalize;
  const fields = [
    ...(said.do_resize ? (["size", "resample"] as const) : []),
    ...(crops ? (["crop_size"] as const) : []),
    ...(normalises ? (["image_mean", "image_std"] as const) : []),
    ...(usual.crop_pct === undefined ? [] : (["crop_pct"] as const)),
  ].filter((field) => said[field] === undefined);
  if (fields.length === 0) return [];
  const kept = `the central ${Number((100 * cropPart).toFixed(1))} % kept`;
  return [
    `${fields.join(", ")} of ${name}: its class's own, which gives ${interpolation}, ${resize}, ${kept}.`,
  ];
}

/** @throws `unsupported-checkpoint` for channels in another order */
function unread(said: Processor, name: string, usual: ProcessorDefaults, source: string): string[] {
  if (said["do_flip_channel_order"] === true)
    throw unsupportedCheckpointError(
      source,
      "it turns images to blue, green, red (do_flip_channel_order)",
      "Swap the first and third channel of its patch embedding, and leave that field out.",
    );
  const known = new Set([...Object.keys(processorSchema.shape), ...harmless]);
  if (usual.crop_pct === undefined) known.delete("crop_pct");
  const others = Object.entries(said).filter(
    ([key, value]) => !known.has(key) && value !== false && value !== undefined,
  );
  if (others.length === 0) return [];
  return [
    `${name}'s ${others.map(([key, value]) => `"${key}": ${JSON.stringify(value)}`).join(", ")} is not read.`,
  ];
}

/**
 * The part of a resized side that is cut out, such that its image's side is found again from the part:
 * floor(cut / part) is the resized side.
 */
export function cropPartOf(cut: number, resized: number): number {
  const part = cut / resized;
  return Math.floor(cut / part) === resized ? part : part * (1 - Number.EPSILON);
}
