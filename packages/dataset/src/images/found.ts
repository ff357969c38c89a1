import type { ImageRecipe } from "@vmoe-bench/contracts";

/** Where an encoded image lies. */
export type ImageSource =
  | { readonly kind: "file"; readonly path: string }
  | {
      /** Bytes of a shard. */
      readonly kind: "part";
      readonly path: string;
      readonly offset: number;
      readonly bytes: number;
    };

export interface FoundImage {
  /** Below the root, with forward slashes. */
  readonly name: string;
  /** Position in `classes`; where these are not known, the model's own number of the class. */
  readonly label: number;
  readonly source: ImageSource;
}

export type TableSplit = "train" | "val" | "test";

type ImageLayout = "class folders" | "label file" | "table" | "tar shards";

/** A set of encoded images and their labels, found and not yet decoded. */
export interface FoundImages {
  /** Last part of the path that was named. */
  readonly name: string;
  /** The folder, or the file, that they were found in. */
  readonly root: string;
  readonly layout: ImageLayout;
  /** The folder of the split below the path that was named; null where that has none. */
  readonly splitFolder: string | null;
  /** The split that a table's column says the images are of; null where no such column does. */
  readonly tableSplit: TableSplit | null;
  /** Where the labels come from; null for class folders. */
  readonly labelsFrom: string | null;
  /** In label order; null where labels are only numbers. */
  readonly classes: readonly string[] | null;
  readonly images: readonly FoundImage[];
  /** Files beside the images that are none by their name. */
  readonly otherFiles: number;
  /** What was passed over or guessed; whole sentences. */
  readonly notes: readonly string[];
}

/** Bounds on what comes from outside; all are far above what a data set of photos has. */
export const limits = {
  images: 5_000_000,
  classes: 100_000,
  folderDepth: 16,
  /** An encoded image. */
  fileBytes: 256 * 1024 * 1024,
  /** A label file or a table. */
  labelFileBytes: 64 * 1024 * 1024,
  /** A decoded image: 100 megapixels. */
  pixels: 100_000_000,
  /** Files in a shard that may have a class. */
  classFileBytes: { cls: 1_024, json: 65_536, txt: 1_024 },
  shards: 100_000,
  /** A compressed shard: it is unpacked in memory. */
  unpackedShardBytes: 2 * 2 ** 30,
} as const;

/** "224px", "28px-grey-crop0.875": tells recipes apart in the names of data sets. */
function recipeName(recipe: ImageRecipe): string {
  const { size, channels, cropPart, interpolation, resize, cropStart, orientation } = recipe;
  return [
    `${size}px`,
    ...(channels === 1 ? ["grey"] : []),
    ...(cropPart === 1 ? [] : [`crop${Number(cropPart.toFixed(4))}`]),
    ...(interpolation === "bicubic" ? [] : [interpolation]),
    ...(resize === "shortest-side" ? [] : [resize]),
    ...(orientation === "stored" ? [] : ["turned"]),
    ...(cropStart === undefined ? [] : [cropStart]),
  ].join("-");
}

/** What a data set of image files is called where it is made ready in this way: "photos-32px". */
export function imageSetName(name: string, recipe: ImageRecipe): string {
  return `${plainName(name)}-${recipeName(recipe)}`;
}

/** Lower-case letters, digits, dots and dashes: the name becomes part of addresses and tables. */
export function plainName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "");
  return plain.slice(0, 40) || "images";
}
