import type { DatasetInfo, RunSplit } from "@vmoe-bench/dataset";

/** A split as it is trained on or tried, wherever its images lie. A `Split` is one. */
export interface TrainSplit extends RunSplit {
  readonly info: RunSplit["info"] & Pick<DatasetInfo, "title" | "coarseClasses">;
  /** [count], where the data set has super-classes of its own. */
  readonly coarseLabels?: ArrayLike<number>;
}
