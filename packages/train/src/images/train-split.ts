import type { DatasetInfo, ImageStream, RunSplit, StreamImages } from "@vmoe-bench/dataset";

/** A split as it is trained on or tried, wherever its images lie. A `Split` is one. */
export interface TrainSplit extends RunSplit {
  readonly info: RunSplit["info"] & Pick<DatasetInfo, "title" | "coarseClasses">;
  /** [count], where the data set has super-classes of its own. */
  readonly coarseLabels?: ArrayLike<number>;
}

/** What is trained on: a split that is there, or images that are made when they are asked for. */
export type TrainImages = TrainSplit | ImageStream;

/** Images in memory, in a file, or made anew. */
export type AnyImages = TrainSplit["images"] | StreamImages;

export function isStream(images: TrainImages): images is ImageStream {
  return "kind" in images;
}
