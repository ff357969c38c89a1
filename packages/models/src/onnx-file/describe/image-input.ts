import { InvalidValueError, type OnnxConfig } from "@vmoe-bench/contracts";
import { NoClassifierError, undescribedModelError } from "../errors.ts";
import type { OnnxGraph, OnnxValue } from "../wire/decode.ts";
import { elementTypes, typeName } from "../wire/tensor.ts";
import type { Described } from "./description.ts";

export type ImageInput = Pick<
  OnnxConfig,
  "input" | "layout" | "channels" | "height" | "width" | "batch"
>;

/** Grey, colour, and colour with alpha. */
const mostChannels = 4;

/**
 * The one input, which takes images.
 * @throws NoClassifierError; `undescribed-model` for what neither graph nor json says;
 *   InvalidValueError where they contradict each other
 */
export function imageInputOf(graph: OnnxGraph, path: string, described: Described): ImageInput {
  const { dims, name } = onlyInput(graph, path);
  const { file, description } = described;
  const layout = description.layout ?? inferredLayout(dims);
  if (layout === undefined)
    throw undescribedModelError(
      path,
      [`Is its input "${name}" [${shown(dims)}] laid out as "nchw" or as "nhwc"? Set "layout".`],
      file,
    );
  const [C, H, W] = layout === "nchw" ? [dims[1], dims[2], dims[3]] : [dims[3], dims[1], dims[2]];
  const [tall, wide] = [description.size ?? []].flat();
  const height = agreed(H, tall, "size", file);
  const width = agreed(W, wide ?? tall, "size", file);
  const channels = agreed(C, description.mean?.length, "mean", file);
  const questions = [
    ...(height === undefined || width === undefined
      ? [`How many pixels high and wide are its images? Set "size", as in "size": 224.`]
      : []),
    ...(channels === undefined
      ? [`How many channels have they? Set "mean", a value a channel.`]
      : []),
  ];
  if (height === undefined || width === undefined || channels === undefined)
    throw undescribedModelError(path, questions, file);
  const batch = agreed(dims[0], description.batch, "batch", file) ?? null;
  return { input: name, layout, channels, height, width, batch };
}

type Sizes = readonly (number | undefined)[];

function onlyInput(graph: OnnxGraph, path: string): { dims: Sizes; name: string } {
  const constants = new Set(graph.constants.map(({ name }) => name));
  const inputs = graph.inputs.filter(({ name }) => !constants.has(name));
  const [input] = inputs;
  if (input === undefined || inputs.length > 1)
    throw new NoClassifierError(
      path,
      input === undefined
        ? "it has no input"
        : `it has ${inputs.length} inputs: ${inputs.map(({ name }) => `"${name}"`).join(", ")}`,
      "Export it with the images as its one input.",
    );
  requireFloats(input, path);
  const dims = input.dims?.map((size) => (typeof size === "number" ? size : undefined));
  if (dims?.length !== 4)
    throw new NoClassifierError(
      path,
      `its input "${input.name}" has the shape [${dims === undefined ? "?" : shown(dims)}], and images have four axes`,
      "Export it with images of [B,C,H,W] or [B,H,W,C] as its input.",
    );
  return { dims, name: input.name };
}

function requireFloats({ type, name }: OnnxValue, path: string): void {
  if (type === elementTypes.float32) return;
  throw new NoClassifierError(
    path,
    `its input "${name}" takes ${typeName(type)}, and images come as float32`,
    "Export it with a float32 input.",
  );
}

/** Few on the second axis and many on the last are channels first; undefined where both would do. */
function inferredLayout([, second, , last]: Sizes): ImageInput["layout"] | undefined {
  if (isFew(second) && !isFew(last)) return "nchw";
  return isFew(last) && !isFew(second) ? "nhwc" : undefined;
}

function isFew(size: number | undefined): boolean {
  return size !== undefined && size <= mostChannels;
}

/** What the graph says, or else the json; undefined where neither does. */
function agreed(
  graph: number | undefined,
  json: number | undefined,
  field: string,
  file: string,
): number | undefined {
  if (graph !== undefined && json !== undefined && graph !== json)
    throw new InvalidValueError(file, [`"${field}" says ${json}, the graph has ${graph}`]);
  return graph ?? json;
}

function shown(dims: Sizes): string {
  return dims.map((size) => size ?? "?").join(",");
}
