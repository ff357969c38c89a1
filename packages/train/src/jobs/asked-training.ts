import { access, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { KnownError, type PreparationReporter } from "@vmoe-bench/contracts";
import { plainName } from "@vmoe-bench/dataset";
import { recipePath, readQueue, workFolder } from "@vmoe-bench/files";
import { writeDefaultRecipes } from "./default-recipes.ts";

/** What is named to be trained, and where it goes. */
export interface AskedNames {
  readonly queue?: string | undefined;
  readonly seeds?: readonly number[] | undefined;
  readonly data?: string | undefined;
  readonly labels?: string | undefined;
  readonly out?: string | undefined;
  readonly records?: string | undefined;
  readonly models?: string | undefined;
}

export interface AskedTraining {
  readonly wanted: readonly {
    readonly recipes: readonly string[];
    readonly seeds: readonly (number | undefined)[];
  }[];
  readonly out: string;
  readonly models: string;
  /** Null for the usual place of what is trained on. */
  readonly records: string | null;
}

/** Neither recipes nor a queue, or both. */
function nothingToTrainError(): KnownError {
  return new KnownError(
    "nothing-to-train",
    "Give recipes or a queue, one of both, or a folder of images.",
    "See `vmoe-bench train --help`.",
  );
}

/** A queue has its own seeds. */
function seedsOfQueueError(queue: string): KnownError {
  return new KnownError(
    "seeds-of-queue",
    `The queue "${queue}" says which seeds each recipe has, so --seeds does not go with it.`,
    "Change the queue's file, or name the recipes with --seeds.",
  );
}

/** Images beside other things to train. */
function imagesAloneError(path: string): KnownError {
  return new KnownError(
    "images-alone",
    `${path} is no recipe: it is taken for images, which are named alone.`,
    "Name one folder of images, or recipes with --data.",
  );
}

/**
 * What is to be trained: recipes, a queue, or images, for which recipes are written first.
 * @throws `nothing-to-train`, `seeds-of-queue`, `images-alone`, `unknown-name`, and what may be wrong
 *   with a queue's file or the images
 */
export async function askedTraining(
  names: readonly string[],
  asked: AskedNames,
  reporter: Pick<PreparationReporter, "note">,
): Promise<AskedTraining> {
  const { queue, data } = asked;
  if ((names.length === 0) === (queue === undefined)) throw nothingToTrainError();
  if (queue !== undefined && asked.seeds !== undefined) throw seedsOfQueueError(queue);
  const seeds = asked.seeds ?? [undefined];
  const path = await firstImages(names);
  if (path === undefined) {
    const wanted = queue === undefined ? [{ recipes: names, seeds }] : await readQueue(queue);
    return { wanted, ...foldersOf(asked, join(workFolder, "runs")) };
  }
  if (names.length > 1 || data !== undefined) throw imagesAloneError(path);
  const folders = foldersOf(asked, join(workFolder, "runs", plainName(basename(resolve(path)))));
  const labels = asked.labels ?? null;
  const { file, told } = await writeDefaultRecipes(path, join(folders.out, "recipes"), { labels });
  for (const sentence of told) reporter.note(sentence);
  return { wanted: [{ recipes: [file], seeds }], ...folders };
}

function foldersOf({ out, models, records }: AskedNames, usual: string) {
  const folder = out ?? usual;
  return { out: folder, models: models ?? join(folder, "models"), records: records ?? null };
}

/** The first name that is no recipe's and is a path. */
async function firstImages(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await isImages(name)) return name;
  return undefined;
}

async function isImages(name: string): Promise<boolean> {
  if (name.endsWith(".json")) return false;
  if (
    await recipePath(name)
      .then(access)
      .then(...answers)
  )
    return false;
  // A path where nothing is, is told by what looks for images there.
  return /^[.~]|^[/\\]/.test(name) || (await stat(name).then(...answers));
}

const answers = [() => true, () => false] as const;
