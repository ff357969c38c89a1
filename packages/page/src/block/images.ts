import type { HostImages } from "@vmoe-bench/backend/block";
import { UnreachableFileError } from "@vmoe-bench/backend/prepared";
import {
  check,
  imageSizeOf,
  InvalidValueError,
  layoutOf,
  messageOf,
  pageSplitSchema,
  type Block,
  type ModelKind,
  type PageModel,
} from "@vmoe-bench/contracts";
import { gather, inLayout, normalise } from "@vmoe-bench/dataset/select";
import { scoredColumns } from "@vmoe-bench/models/labels";
import type { BlockImages } from "@vmoe-bench/measure";
import { downloaded } from "../kept/kept-url.ts";
import { kept } from "../kept/kept.ts";

/**
 * A split of a data set from the page's server.
 * @param base URL of the page, with the slash at the end
 * @throws UnreachableFileError; InvalidValueError for what does not fit together
 */
export async function imagesAt(
  base: string,
  { name, split }: Block["dataset"],
  { normalisation, classes }: Pick<PageModel, "normalisation" | "classes">,
  model: ModelKind,
): Promise<HostImages> {
  const folder = new URL(`data/${encodeURIComponent(name)}/${split}/`, base);
  const at = (file: string) => new URL(file, folder).href;
  const info = check(pageSplitSchema, await json(at("info.json")), at("info.json"));
  const { count, channels, height, width } = info;
  const [pixels, labels] = await Promise.all([
    keptBytes(`${at("images.bin")}?${info.sha256}`, count * channels * height * width),
    keptBytes(`${at("labels.bin")}?${info.sha256}`, info.classes.length > 256 ? 2 * count : count),
  ]);
  const wants = imageSizeOf(model);
  const fits = channels === wants.channels && height === wants.height && width === wants.width;
  if (!fits)
    throw new InvalidValueError(at("info.json"), [
      `its images are ${channels}x${height}x${width}, the model takes ${wants.channels}x${wants.height}x${wants.width}`,
    ]);
  const all = { count, channels, height, width, pixels };
  const images: BlockImages = {
    labels: info.classes.length > 256 ? pairs(labels) : labels,
    columns: scoredColumns(info.classes, classes),
    batch: (indexes) => inLayout(normalise(gather(all, indexes), normalisation), layoutOf(model)),
  };
  const { sha256, decoding } = info;
  return { images, dataset: { sha256, ...(decoding === undefined ? {} : { decoding }) } };
}

/** Two bytes a label, little-endian. */
function pairs(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true));
}

export async function json(url: string): Promise<unknown> {
  try {
    return await (await answer(url)).json();
  } catch (error) {
    if (error instanceof UnreachableFileError) throw error;
    throw new UnreachableFileError(url, messageOf(error), { cause: error });
  }
}

async function keptBytes(url: string, size: number): Promise<Uint8Array> {
  const blob = await kept(url, () => downloaded(url));
  if (blob.size !== size)
    throw new InvalidValueError(url, [`it has ${blob.size} bytes, expected ${size}`]);
  return new Uint8Array(await blob.arrayBuffer());
}

async function answer(url: string): Promise<Response> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new UnreachableFileError(url, messageOf(error), { cause: error });
  });
  if (!response.ok) throw new UnreachableFileError(url, `the server answered ${response.status}`);
  return response;
}
