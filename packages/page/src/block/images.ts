import { UnreachableFileError } from "@vmoe-bench/artifact";
import {
  check,
  InvalidValueError,
  messageOf,
  pageSplitSchema,
  type Block,
  type Normalisation,
  type ModelConfig,
} from "@vmoe-bench/contracts";
import { gather, normalise } from "@vmoe-bench/dataset/select";
import type { BlockImages } from "@vmoe-bench/measure";
import { downloaded } from "../kept/kept-url.ts";
import { kept } from "../kept/kept.ts";

interface Images {
  readonly images: BlockImages;
  /** Of the data set. */
  readonly sha256: string;
}

/**
 * A split of a data set from the page's server.
 * @param base URL of the page, with the slash at the end
 * @throws UnreachableFileError; InvalidValueError for what does not fit together
 */
export async function imagesAt(
  base: string,
  { name, split }: Block["dataset"],
  normalisation: Normalisation,
  config: ModelConfig,
): Promise<Images> {
  const folder = new URL(`data/${encodeURIComponent(name)}/${split}/`, base);
  const at = (file: string) => new URL(file, folder).href;
  const info = check(pageSplitSchema, await json(at("info.json")), at("info.json"));
  const { count, channels, height, width } = info;
  const [pixels, labels] = await Promise.all([
    keptBytes(`${at("images.bin")}?${info.sha256}`, count * channels * height * width),
    keptBytes(`${at("labels.bin")}?${info.sha256}`, count),
  ]);
  const fits =
    channels === config.channels && height === config.imageSize && width === config.imageSize;
  if (!fits)
    throw new InvalidValueError(at("info.json"), [
      `its images are ${channels}x${height}x${width}, the model takes ${config.channels}x${config.imageSize}x${config.imageSize}`,
    ]);
  const all = { count, channels, height, width, pixels };
  const images: BlockImages = {
    labels,
    batch: (indexes) => normalise(gather(all, indexes), normalisation),
  };
  return { images, sha256: info.sha256 };
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
