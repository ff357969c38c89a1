import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { plainName } from "@vmoe-bench/dataset";
import { typicalImage } from "@vmoe-bench/dataset/images";
import { writeJsonWhole } from "../checkpoint/write-file.ts";
import { defaultRecipes } from "../recipe/default-recipes.ts";
import { findTrainingImages, type ImageFileOptions } from "./image-files.ts";

export interface WrittenRecipes {
  /** The one to train; what it starts from lies beside it. */
  readonly file: string;
  /** Whole sentences. */
  readonly told: readonly string[];
}

/**
 * Recipes for images that have none, written to be read, changed and trained again; files that are
 * there are left as they are.
 * @param path of the images
 * @throws FileNotWritableError, and what may be wrong with the images
 */
export async function writeDefaultRecipes(
  path: string,
  folder: string,
  options: Pick<ImageFileOptions, "labels">,
): Promise<WrittenRecipes> {
  const { train } = await findTrainingImages(path, options);
  const counts = new Map<number, number>();
  for (const { label } of train.images) counts.set(label, (counts.get(label) ?? 0) + 1);
  const { dense, vmoe, told } = defaultRecipes({
    name: plainName(train.name),
    path: resolve(path),
    classes: train.classes.length,
    images: train.images.length,
    fewest: [...counts.values()].reduce((least, count) => Math.min(least, count), Infinity),
    ...(await typicalImage(train)),
  });
  const fileOf = (name: string) => join(folder, `${name}.json`);
  const wanted = vmoe === undefined ? [dense] : [dense, vmoe];
  const last = fileOf((vmoe ?? dense).name);
  if (await isThere(last))
    return { file: last, told: [`${train.name}: by the recipe that is there, ${last}.`] };
  for (const { name, fields } of wanted) await writeJsonWhole(fileOf(name), fields);
  return { file: last, told: [told, `The recipe, to change what you like: ${last}`] };
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
