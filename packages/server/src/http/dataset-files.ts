import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pageSplitSchema } from "@vmoe-bench/contracts";
import type { Split } from "@vmoe-bench/dataset";

/** Address of a split's files; it ends in a slash. */
export function datasetBase({ info, split }: Split): string {
  return `/data/${info.name}/${split}/`;
}

/** Writes a split as a page reads it: `info.json`, `images.bin` [count,C,H,W], `labels.bin` [count]. */
export function writeDataset(folder: string, data: Split): void {
  const { info, split, count, images, labels, sha256 } = data;
  const { name, channels, height, width } = info;
  const classes = [...info.classes];
  const about = { name, split, count, channels, height, width, classes, sha256 };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "info.json"), JSON.stringify(pageSplitSchema.parse(about)));
  writeFileSync(join(folder, "images.bin"), images.pixels);
  writeFileSync(join(folder, "labels.bin"), labels);
}
