import type { Queue } from "@vmoe-bench/contracts";
import { isFinished } from "../run/is-finished.ts";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { planQueue, type QueuedRun } from "../queue/plan-queue.ts";
import { recipeHash, type Recipe } from "../recipe/recipe.ts";
import { requireTrainable } from "../run/prepared-data.ts";
import type { TrainImages } from "../images/train-split.ts";
import { findCard } from "@vmoe-bench/models/zoo";
import { dirname } from "node:path";
import { recipePath } from "@vmoe-bench/files";
import { openTrainingImages } from "./open-training-data.ts";
import { cardFile, resultFile } from "./paths.ts";
import type { TrainCommand } from "./protocol.ts";

import { readResult } from "@vmoe-bench/runner";

/** What all runs of a queue have in common. */
export type QueueSettings = Omit<TrainCommand, "recipeFile" | "seed">;

export interface TrainingQueue {
  readonly runs: readonly QueuedRun[];
  /** Ids of those that are finished, with all that comes of them. */
  readonly done: ReadonlySet<string>;
  /** What a run's process is told. */
  readonly commandOf: (run: QueuedRun) => TrainCommand;
}

/**
 * Reads all recipes and the data, so that what is wrong with any of them is found before the first
 * is trained.
 * @throws `unknown-name`, `file-not-readable`, InvalidValueError, `unfit-data`, and what may
 *   be wrong with the data's files
 */
export async function trainingQueue(
  queue: Queue | readonly { recipes: readonly string[]; seeds: readonly (number | undefined)[] }[],
  settings: QueueSettings,
  signal: AbortSignal,
): Promise<TrainingQueue> {
  const files = new Map<string, string>();
  const recipes = [];
  for (const { recipes: names, seeds } of queue)
    for (const name of names)
      for (const seed of seeds) {
        const file = await recipePath(name);
        const recipe = await loadRecipe(file, seed === undefined ? {} : { seed });
        files.set(recipe.name, file);
        for (const { name: other } of baselines(recipe))
          if (!files.has(other)) files.set(other, `${dirname(file)}/${other}.json`);
        recipes.push(recipe);
      }
  const runs = planQueue(recipes);
  const splits = await requireData(runs, settings, signal);
  const done = new Set<string>();
  for (const run of runs) if (await isDone(run, settings, splits)) done.add(run.id);
  const commandOf = ({ recipe, asked }: QueuedRun): TrainCommand => ({
    ...settings,
    recipeFile: files.get(recipe.name) ?? "",
    seed: recipe.settings.seed,
    resume: settings.resume || !asked,
  });
  return { runs, done, commandOf };
}

/** Those that a recipe starts from or is compared with; their files lie beside its own. */
function baselines(recipe: Recipe): Recipe[] {
  return recipe.kind === "dense" ? [] : [recipe.baseline, ...baselines(recipe.baseline)];
}

async function requireData(
  runs: readonly QueuedRun[],
  { data, allowDownload }: QueueSettings,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TrainImages>> {
  const splits = new Map<string, TrainImages>();
  for (const { recipe } of runs) {
    const { dataset } = recipe.settings;
    const places = { dir: data ?? undefined, allowDownload, signal };
    const known = splits.get(dataset) ?? (await openTrainingImages(dataset, places));
    splits.set(dataset, known);
    requireTrainable(recipe, known);
  }
  return splits;
}

/** Whether there is nothing left to do: trained, recorded and, where it was tested, a model. */
async function isDone(
  { recipe, asked }: QueuedRun,
  settings: QueueSettings,
  splits: ReadonlyMap<string, TrainImages>,
): Promise<boolean> {
  const { resume, heldOutOnly, out, records, models } = settings;
  if (asked && !resume) return false;
  const data = splits.get(recipe.settings.dataset)?.sha256 ?? "";
  if (!(await isFinished(recipe, out, { heldOutOnly, data }))) return false;
  const result = await readResult(resultFile(records, recipe));
  if (result?.recipeSha256 !== recipeHash(recipe)) return false;
  if (heldOutOnly) return true;
  return result.test !== null && (await isThere(dirname(cardFile(models, recipe))));
}

async function isThere(modelFolder: string): Promise<boolean> {
  return findCard(`${modelFolder}/`).then(
    () => true,
    () => false,
  );
}
