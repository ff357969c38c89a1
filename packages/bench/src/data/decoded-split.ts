import type { Decoding } from "@vmoe-bench/contracts";
import type { DecodedImages, RunSplit } from "@vmoe-bench/dataset";
import { modelLabels, type LabelledModel } from "./model-labels.ts";

/** Decoded images of a run, under a model's classes. */
export interface DecodedSplit extends RunSplit {
  /** Of the decoded images. */
  readonly folder: string;
  readonly decoding: Decoding;
}

/**
 * @throws `classes-question`
 */
export function decodedSplit(decoded: DecodedImages, model: LabelledModel): DecodedSplit {
  const { folder, about, images, labels, names } = decoded;
  const { name, split, count, recipe, decoder, layout, found, skippedCount, sha256, namesSha256 } =
    about;
  const { channels, height, width } = images;
  const largest = labels.reduce((a, b) => Math.max(a, b), 0);
  const columns = modelLabels(about.root, about.classes, largest, model);
  return {
    info: { name, classes: [...model.classes], channels, height, width },
    split,
    count,
    labels: labels.map((label) => columns[label] ?? 0),
    images,
    sha256,
    folder,
    names,
    decoding: { recipe, decoder, layout, found, skipped: skippedCount, namesSha256 },
  };
}
