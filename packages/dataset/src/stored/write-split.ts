import { copyFileSync, linkSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { encodeLabels, splitFiles, splitInfoSchema } from "@vmoe-bench/contracts";
import { makeFolderSync } from "@vmoe-bench/files";
import type { RunSplit } from "./run-split.ts";

/** Writes a split as blocks read it. Images that lie in a file already are not written again. */
export function writeSplit(folder: string, data: RunSplit): void {
  const { info, split, count, images, labels, sha256, decoding } = data;
  const { name, channels, height, width } = info;
  const classes = [...info.classes];
  const about = { name, split, count, channels, height, width, classes, sha256, decoding };
  const at = (file: string) => join(folder, file);
  makeFolderSync(folder);
  writeFileSync(at(splitFiles.labels), encodeLabels(labels, classes.length));
  if ("path" in images) place(resolve(images.path), at(splitFiles.images));
  else writeFileSync(at(splitFiles.images), images.pixels);
  writeFileSync(at(splitFiles.info), JSON.stringify(splitInfoSchema.parse(about)));
}

/** A file can't be linked on another disk, and on some systems not even by its path. */
function place(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    try {
      symlinkSync(from, to);
    } catch {
      copyFileSync(from, to);
    }
  }
}
