import type { HostImages } from "@vmoe-bench/backend/block";
import {
  check,
  checkJson,
  decodeLabels,
  imageSizeOf,
  InvalidValueError,
  layoutOf,
  splitBytes,
  splitFiles,
  splitInfoSchema,
  type ModelKind,
  type PageModel,
} from "@vmoe-bench/contracts";
import { modelInput } from "@vmoe-bench/dataset/select";
import { scoredColumns } from "@vmoe-bench/models/labels";
import { z } from "zod";
import { downloaded, kept } from "../kept/kept.ts";

/**
 * A split of a data set from the page's server.
 * @param folder its URL, with the slash at the end
 * @throws UnreachableFileError; InvalidValueError for what does not fit together
 */
export async function imagesAt(
  folder: string,
  { normalisation, classes }: Pick<PageModel, "normalisation" | "classes">,
  model: ModelKind,
): Promise<HostImages> {
  const at = (file: string) => new URL(file, folder).href;
  const about = at(splitFiles.info);
  const info = check(splitInfoSchema, await json(about), about);
  const { count, channels, height, width, sha256, decoding } = info;
  const bytes = splitBytes(info);
  const [pixels, labels] = await Promise.all([
    keptBytes(`${at(splitFiles.images)}?${sha256}`, bytes.images),
    keptBytes(`${at(splitFiles.labels)}?${sha256}`, bytes.labels),
  ]);
  const wants = imageSizeOf(model);
  const fits = channels === wants.channels && height === wants.height && width === wants.width;
  if (!fits)
    throw new InvalidValueError(about, [
      `its images are ${channels}x${height}x${width}, the model takes ${wants.channels}x${wants.height}x${wants.width}`,
    ]);
  const all = { count, channels, height, width, pixels };
  const form = { normalisation, layout: layoutOf(model) };
  return {
    images: {
      labels: decodeLabels(labels, info.classes.length),
      columns: scoredColumns(info.classes, classes),
      batch: (indexes) => modelInput(all, indexes, form),
    },
    dataset: { sha256, ...(decoding === undefined ? {} : { decoding }) },
  };
}

/** @throws UnreachableFileError; InvalidValueError for a file that is no JSON */
export async function json(url: string): Promise<unknown> {
  return checkJson(z.unknown(), await (await downloaded(url)).text(), url);
}

async function keptBytes(url: string, size: number): Promise<Uint8Array> {
  const blob = await kept(url, () => downloaded(url));
  if (blob.size !== size)
    throw new InvalidValueError(url, [`it has ${blob.size} bytes, expected ${size}`]);
  return new Uint8Array(await blob.arrayBuffer());
}
