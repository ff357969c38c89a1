import { openDataset } from "@vmoe-bench/dataset";
import { isGlyphSet, openImageStream } from "@vmoe-bench/dataset/glyphs";
import type { TrainImages } from "../images/train-split.ts";

interface Places {
  readonly dir: string | undefined;
  readonly allowDownload: boolean;
  readonly signal: AbortSignal;
}

/**
 * What a recipe's data set is trained on.
 * @throws `unknown-name`, `no-glyphs`, and what may be wrong with the data's files
 */
export function openTrainingImages(dataset: string, places: Places): Promise<TrainImages> {
  if (isGlyphSet(dataset)) return openImageStream(dataset);
  return openDataset(dataset, { split: "train", ...places });
}
