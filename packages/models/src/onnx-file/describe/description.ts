import { basename, dirname, extname, join } from "node:path";
import { channelOrderSchema, checkJson, InvalidValueError } from "@vmoe-bench/contracts";
import { readTextFileIfThere } from "@vmoe-bench/files";
import { z } from "zod";

const size = z.int().positive().max(65_536);
const channelValues = z.array(z.number()).min(1).max(16);
const name = z.string().min(1).max(1_000);

/**
 * The json beside an ONNX file, `NAME.json` or `model.json`: what its graph does not say. Whatever
 * can be inferred may be left out.
 */
const descriptionSchema = z
  .strictObject({
    /** The graph's output with a number for each class. */
    logits: name.optional(),
    layout: z.enum(["nchw", "nhwc"]).optional(),
    /** Side of a square image, or height and width, in pixels. */
    size: z.union([size, z.tuple([size, size])]).optional(),
    /** Input is (byte / 255 − mean) / std, a value a channel, in the order of the input's channels. */
    mean: channelValues.optional(),
    std: z.array(z.number().positive()).min(1).max(16).optional(),
    /** What mean and std are of: values from 0 to 1, or bytes, so that input is (byte − mean) / std. */
    range: z.literal([1, 255], "expected 1 or 255").optional(),
    /** The order of the input's colours; `rgb` where it is absent. */
    channels: channelOrderSchema.optional(),
    /** How images of another size are resized. */
    interpolation: z.enum(["nearest", "bilinear", "bicubic", "lanczos"]).optional(),
    /** Whether the shortest side is resized and the centre cut out, or both sides are. */
    resize: z.enum(["shortest-side", "squash"]).optional(),
    /** Part of the resized image's shorter side that is kept; timm's crop_pct. */
    crop: z.number().min(0.1).max(1).optional(),
    /** Class names in label order, here or in a text file of one a line. */
    classes: z.array(name).min(1).max(1_000_000).optional(),
    labels: z
      .string('expected the name of a text file; names themselves go into "classes"')
      .regex(/^[^/\\]+$/, "expected the name of a file in the same folder")
      .optional(),
    /**
     * Whether the first output is a background class, which no image has: label 0 of a data set is then
     * output 1, and `classes` may leave it out.
     */
    background: z.boolean().optional(),
    /** B where the graph runs one size only and does not say so. */
    batch: z.int().positive().max(4_096).optional(),
  })
  .refine(({ classes, labels }) => classes === undefined || labels === undefined, {
    error: '"classes" and "labels" say the same thing twice',
  });
export type Description = z.output<typeof descriptionSchema>;

/** Python writes null for what was left out. */
const describedSchema = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))
      : value,
  descriptionSchema,
);

/** A description, and the file that says it or could say it. */
export interface Described {
  readonly file: string;
  readonly description: Description;
}

const mostBytes = 64 * 2 ** 20;

/**
 * `NAME.json`, else `model.json`, in the model's folder; nothing where neither is there.
 * @param own what the file says of itself, where the json says nothing
 * @throws InvalidValueError
 */
export async function readDescription(onnx: string, own: Description): Promise<Described> {
  const { file, description } = await readBeside(onnx);
  return { file, description: { ...own, ...description } };
}

async function readBeside(onnx: string): Promise<Described> {
  const own = join(dirname(onnx), `${basename(onnx, extname(onnx))}.json`);
  for (const file of [own, join(dirname(onnx), "model.json")]) {
    const text = await textOf(file);
    if (text === undefined) continue;
    const description = checkJson(describedSchema, text, file);
    if (description.labels === undefined) return { file, description };
    const labels = join(dirname(onnx), description.labels);
    const lines = await textOf(labels);
    if (lines === undefined) throw new InvalidValueError(file, [`"labels": ${labels} is missing`]);
    const classes = lines.replace(/\r?\n$/, "").split(/\r?\n/);
    return { file, description: { ...description, classes } };
  }
  return { file: own, description: {} };
}

/** Undefined where there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  const text = await readTextFileIfThere(file);
  if (text !== undefined && text.length > mostBytes)
    throw new InvalidValueError(file, [`it has more than ${mostBytes} bytes`]);
  // Without the mark that Windows' editors write first.
  return text?.replace(/^\uFEFF/, "");
}

/** Before each key, so that no other program's "mean" is taken for ours. */
const prefix = "vmoe-bench.";

/** A description as the strings that an ONNX file keeps beside its graph (`metadata_props`), each JSON. */
export function metadataOf(description: Description): Record<string, string> {
  const entries = Object.entries(description).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [`${prefix}${key}`, JSON.stringify(value)]),
  );
}

/** What a file says of itself; nothing where that is no description. */
export function descriptionIn(metadata: ReadonlyMap<string, string>): Description {
  const written: Record<string, unknown> = {};
  for (const key of Object.keys(descriptionSchema.shape)) {
    const text = metadata.get(`${prefix}${key}`);
    if (text !== undefined) written[key] = parsed(text);
  }
  const result = descriptionSchema.safeParse(written);
  return result.success ? result.data : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
