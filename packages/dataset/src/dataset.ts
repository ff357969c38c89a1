import type { RawImages } from "@vmoe-bench/contracts";

export const splitNames = ["train", "test"] as const;
export type SplitName = (typeof splitNames)[number];

/** In place of a label file: the classes are folders. */
export const byFolders = "folders";

export type DatasetName = "fashion-mnist" | "cifar10" | "cifar100" | "hanzi" | "hanzi-unseen";

/** What a data set is, known without reading it. */
export interface DatasetInfo {
  readonly name: DatasetName;
  readonly title: string;
  /** K names in label order. */
  readonly classes: readonly string[];
  /** Names of the data set's own super-classes, in the order of `Split.coarseLabels`. */
  readonly coarseClasses?: readonly string[];
  readonly channels: number;
  /** In pixels. */
  readonly height: number;
  readonly width: number;
  /** Images in each split; infinite where they are drawn when they are asked for. */
  readonly splits: Readonly<Record<SplitName, number>>;
  readonly licence: string;
  readonly homepage: string;
}

/** In two bytes where there are more than 256 classes. */
export type Labels = Uint8Array | Uint16Array;

/** One split of a data set, whole, in memory. */
export interface Split {
  readonly info: DatasetInfo;
  readonly split: SplitName;
  readonly count: number;
  /** [count], each below `info.classes.length`. */
  readonly labels: Labels;
  /** [count], where the data set has super-classes of its own. */
  readonly coarseLabels?: Uint8Array;
  readonly images: RawImages;
  /** The hash of the unpacked files, one after another in the data set's order: `zcat … | sha256sum`. */
  readonly sha256: string;
  /** The folder that it was read from. */
  readonly folder: string;
}
