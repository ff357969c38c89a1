import { imagesFolderError } from "../errors/file-errors.ts";
import { datasetNames } from "../sets/catalogue.ts";
import type { SplitName } from "../dataset.ts";
import { locateDataset } from "./open.ts";

/** Whether the name of a data set is a path to images. */
export function isImagesPath(name: string): boolean {
  return name.includes("/") || name.includes("\\");
}

/**
 * Where image files are to be read from; undefined for data sets that have a name.
 * @param dir the folder of a data set that has a name, or images to take in place of it
 * @throws `images-folder`
 */
export async function imagesPath(
  { name, split }: { readonly name: string; readonly split: SplitName },
  dir: string | undefined,
): Promise<string | undefined> {
  if (!datasetNames().includes(name)) {
    if (dir !== undefined) return dir;
    if (isImagesPath(name)) return name;
    // A slip in a name is told by what opens it.
    if (!/-\d+px/.test(name)) return undefined;
    throw imagesFolderError(name);
  }
  if (dir === undefined) return undefined;
  return (await locateDataset(name, { split, dir })) === null ? dir : undefined;
}
