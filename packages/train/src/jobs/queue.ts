import type { Preparing, Queue } from "@vmoe-bench/contracts";
import { isFinished } from "../run/run-folder.ts";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { planQueue, type QueuedRun } from "../run-queue.ts";
import { type Recipe, recipeHash } from "../recipe/recipe.ts";
import { requireTrainable } from "../run/prepared-data.ts";
import { findCard } from "@vmoe-bench/models/zoo";
import { dirname, join } from "node:path";
import { recipePath, trainingRecordsRoot } from "@vmoe-bench/files";
import { trainingOpener, type OpenedTraining } from "./training-data.ts";
import { modelFolder, resultFile } from "../run/run-folder.ts";
import type { TrainCommand } from "./protocol.ts";

import { readResult } from "@vmoe-bench/runner";

/** What all runs of a queue have in common. */
export interface QueueSettings extends Omit<TrainCommand, "recipeFile" | "seed" | "records"> {
  /** Null for the usual place: of image files it is beside their runs. */
  readonly records: string | null;
}

export interface TrainingQueue {
  readonly runs: readonly QueuedRun[];
  /** Ids of those that are finished, with all that comes of them. */
  readonly done: ReadonlySet<string>;
  /** Folder of the small records. */
  readonly records: string;
  /** What a run's process is told. */
  readonly commandOf: (run: QueuedRun) => TrainCommand;
  /** The image files that are trained on, where they are such. */
  readonly images: OpenedTraining["found"];
}

/**
 * Reads all recipes and the data, so that what is wrong with any of them is found before the first
 * is trained.
 * @throws `unknown-name`, `file-not-readable`, InvalidValueError, `unfit-data`, and what may
 *   be wrong with the data's files
 */
export async function trainingQueue(
  queue: Queue | readonly { recipes: readonly string[]; seeds: readonly (number | undefined)[] }[],
  asked: QueueSettings,
  preparing: Preparing,
): Promise<TrainingQueue> {
  const files = new Map<string, string>();
  const open = trainingOpener(asked, preparing);
  const opened: OpenedTraining[] = [];
  for (const { recipes: names, seeds } of queue)
    for (const name of names)
      for (const seed of seeds) {
        const file = await recipePath(name);
        const written = await loadRecipe(file, seed === undefined ? {} : { seed });
        const training = await open(written);
        opened.push(training);
        files.set(training.recipe.name, file);
        const others = baselines(written);
        for (const [i, { name: other }] of baselines(training.recipe).entries())
          if (!files.has(other)) files.set(other, `${dirname(file)}/${others[i]?.name ?? ""}.json`);
      }
  const images = opened.find(({ found }) => found !== undefined)?.found;
  const usual = images === undefined ? trainingRecordsRoot : join(asked.out, "records");
  const settings = { ...asked, records: asked.records ?? usual };
  const runs = planQueue(opened.map(({ recipe }) => recipe));
  const splits = new Map(opened.map(({ recipe, train }) => [recipe.settings.dataset, train]));
  const done = new Set<string>();
  for (const run of runs) {
    const train = splits.get(run.recipe.settings.dataset);
    if (train === undefined) throw new RangeError(`${run.id} has no images.`);
    requireTrainable(run.recipe, train);
    if (await isDone(run, settings, train.sha256)) done.add(run.id);
  }
  const commandOf = ({ recipe, asked }: QueuedRun): TrainCommand => ({
    ...settings,
    recipeFile: files.get(recipe.name) ?? "",
    seed: recipe.settings.seed,
    resume: settings.resume || !asked,
  });
  return { runs, done, records: settings.records, commandOf, images };
}

/** Those that a recipe starts from or is compared with; their files lie beside its own. */
function baselines(recipe: Recipe): Recipe[] {
  return recipe.kind === "dense" ? [] : [recipe.baseline, ...baselines(recipe.baseline)];
}

/** Whether there is nothing left to do: trained, recorded and, where it was tested, a model. */
async function isDone(
  { recipe, asked }: QueuedRun,
  settings: Omit<TrainCommand, "recipeFile" | "seed">,
  data: string,
): Promise<boolean> {
  const { resume, heldOutOnly, out, records, models } = settings;
  if (asked && !resume) return false;
  if (!(await isFinished(recipe, out, { heldOutOnly, data }))) return false;
  const result = await readResult(resultFile(records, recipe));
  if (result?.recipeSha256 !== recipeHash(recipe)) return false;
  if (heldOutOnly) return true;
  return result.test !== null && (await isThere(modelFolder(models, recipe)));
}

async function isThere(modelFolder: string): Promise<boolean> {
  return findCard(`${modelFolder}/`).then(
    () => true,
    () => false,
  );
}
