import { constants, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pageSplitSchema } from "@vmoe-bench/contracts";
import type { RunSplit } from "@vmoe-bench/dataset";
import { PageDataTooLargeError } from "../errors.ts";

/** A page holds all of a split in memory. */
const mostPageBytes = 1e9;

/** Address of a split's files; it ends in a slash. */
export function datasetBase({ info, split }: RunSplit): string {
  return `/data/${info.name}/${split}/`;
}

/**
 * Writes a split as a page reads it: `info.json`, `images.bin` [count,C,H,W], `labels.bin` [count].
 * @throws PageDataTooLargeError
 */
export function writeDataset(folder: string, data: RunSplit): void {
  const { info, split, count, images, labels, sha256, decoding } = data;
  const { name, channels, height, width } = info;
  const classes = [...info.classes];
  const about = { name, split, count, channels, height, width, classes, sha256, decoding };
  const bytes = count * channels * height * width;
  if (bytes > mostPageBytes) throw new PageDataTooLargeError(name, bytes, mostPageBytes);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "info.json"), JSON.stringify(pageSplitSchema.parse(about)));
  const pixels = join(folder, "images.bin");
  if ("path" in images) copyFileSync(images.path, pixels, constants.COPYFILE_FICLONE);
  else writeFileSync(pixels, images.pixels);
  writeFileSync(join(folder, "labels.bin"), labelBytes(labels, classes.length));
}

/** A byte each, or two where a byte does not hold them. */
function labelBytes(labels: RunSplit["labels"], classes: number): Uint8Array {
  if (classes <= 256) return Uint8Array.from(labels);
  const bytes = new Uint8Array(2 * labels.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < labels.length; i++) view.setUint16(2 * i, labels[i] ?? 0, true);
  return bytes;
}
