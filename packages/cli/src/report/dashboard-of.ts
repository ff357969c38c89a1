import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  checkJson,
  messageOf,
  UnknownNameError,
  type ModelCard,
  type RawImages,
} from "@vmoe-bench/contracts";
import {
  buildDashboardData,
  trainingInputSchema,
  type Dashboard,
  type TrainingInput,
} from "@vmoe-bench/dashboard";
import { datasets, openDataset, splitNames } from "@vmoe-bench/dataset";
import type { RunOnDisk } from "@vmoe-bench/runner";
import { ModelNotFoundError } from "@vmoe-bench/zoo";
import { findCard } from "../run/models/find-model.ts";

/** Pictures of other data sets may not be copied into what is published. */
const mayBeCopied = new Set(["MIT"]);

/**
 * Runs with what lies beside them: model cards, pictures, and records of trainings.
 * @param trainings the folder of the latter
 */
export async function dashboardOf(
  runs: readonly RunOnDisk[],
  trainings: string,
): Promise<Dashboard> {
  return buildDashboardData({
    runs,
    cards: await cardsOf(runs),
    pictures: await picturesOf(runs),
    training: await trainingsIn(trainings),
  });
}

/** A model that is not in the zoo any more has no card, and its routing is not shown. */
async function cardsOf(runs: readonly RunOnDisk[]): Promise<ModelCard[]> {
  const names = new Set(runs.flatMap(({ manifest }) => manifest.suite.models));
  const cards = await Promise.all(
    [...names].map((name) =>
      findCard(name).catch((error: unknown) => {
        if (error instanceof UnknownNameError || error instanceof ModelNotFoundError)
          return undefined;
        throw error;
      }),
    ),
  );
  return cards.filter((card) => card !== undefined);
}

async function picturesOf(runs: readonly RunOnDisk[]): Promise<Map<string, RawImages>> {
  const used = runs.flatMap(({ manifest: { suite } }) => [suite.dataset, ...suite.moreDatasets]);
  const pictures = new Map<string, RawImages>();
  for (const { name, split } of used) {
    const info = datasets.find((known) => known.name === name);
    const key = `${name}/${split}`;
    if (info === undefined || !mayBeCopied.has(info.licence) || pictures.has(key)) continue;
    const found = splitNames.find((known) => known === split);
    if (found !== undefined) pictures.set(key, (await openDataset(name, { split: found })).images);
  }
  return pictures;
}

/** Small records that trainings leave to be committed. What is none is named on stderr. */
async function trainingsIn(folder: string): Promise<TrainingInput[]> {
  const names: string[] = await readdir(folder).catch(() => []);
  const read = names.toSorted().map(async (name) => {
    if (!name.endsWith(".json")) return [];
    const path = join(folder, name);
    try {
      return [checkJson(trainingInputSchema, await readFile(path, "utf8"), path)];
    } catch (error) {
      process.stderr.write(`left out: ${messageOf(error)}\n`);
      return [];
    }
  });
  return (await Promise.all(read)).flat();
}
