import type { ImageOptions } from "./image-sets.ts";

/** What the command line says of data. */
export interface DataRequest extends ImageOptions {
  /** `--data`: the folder of a data set that has a name, or of images. */
  readonly dir: string | undefined;
}

/** Where what a run has read lies now; what is undefined has not moved. */
export type DataPlaces = Pick<DataRequest, "dir" | "classMap" | "labels">;
