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

export type ImageLayout = "class folders" | "label file" | "table" | "tar shards";

/** A set of encoded images and their labels, found and not yet decoded. */
export interface FoundImages {
  /** Last part of the path that was named. */
  readonly name: string;
  /** The folder, or the file, that they were found in. */
  readonly root: string;
  readonly layout: ImageLayout;
  /** The folder of the split below the path that was named; null where that has none. */
  readonly splitFolder: string | null;
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
