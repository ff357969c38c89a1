import type { Summary } from "@vmoe-bench/report";
import { readTrainings, type RunOnDisk } from "@vmoe-bench/runner";
import { KnownError, type ModelCard, type RawImages } from "@vmoe-bench/contracts";
import { datasets, openDataset, splitNames } from "@vmoe-bench/dataset";
import { scoredColumns, UnmappedClassesError } from "@vmoe-bench/models/labels";
import { findCard } from "@vmoe-bench/models/zoo";
import { mergeRuns } from "../data/merge.ts";
import { type BesideRun, reduceRun, type RunPart } from "../data/run-part.ts";
import type { DashboardData } from "../data/schema.ts";
import type { DashboardFiles } from "./write-dashboard.ts";

export interface RunsToWrite {
  /** Oldest first. */
  readonly runs: AsyncIterable<RunOnDisk>;
  /** The folder of training records. */
  readonly trainings: string;
  /** Called for each file that is no record. */
  readonly onProblem: (problem: string) => void;
  /** Called with each run when its part is made. */
  readonly onRun?: (run: RunOnDisk, summary: Summary) => Promise<void>;
}

interface WrittenRuns {
  readonly data: DashboardData;
  readonly files: number;
}

/** Writes runs as a dashboard. Only one run's records and samples are in memory at a time. */
export async function writeRuns(
  files: DashboardFiles,
  { runs, trainings, onProblem, onRun }: RunsToWrite,
): Promise<WrittenRuns> {
  const beside = new BesideRuns();
  const parts: RunPart[] = [];
  let first = 0;
  for await (const run of runs) {
    for (const { problem } of run.problems) onProblem(problem);
    const { part, details, summary } = reduceRun(run, await beside.of(run), first);
    for (const detail of details) await files.detail(detail);
    first += part.cells.length;
    parts.push(part);
    await onRun?.(run, summary);
  }
  const { results, problems } = await readTrainings(trainings);
  for (const problem of problems) onProblem(problem);
  const data = mergeRuns(parts, results);
  return { data, files: await files.data(data) };
}

/** Pictures of other data sets may not be copied into what is published. */
const mayBeCopied = new Set(["MIT"]);

/** Model cards and pictures of runs, each read once. */
export class BesideRuns {
  readonly #cards = new Map<string, Promise<ModelCard | undefined>>();
  readonly #pictures = new Map<string, Promise<RawImages | undefined>>();

  async of({ manifest: { suite } }: RunOnDisk): Promise<BesideRun> {
    const cards = (
      await Promise.all(suite.models.map((model) => once(this.#cards, model, () => cardOf(model))))
    ).filter((card) => card !== undefined);
    const scored = new Map<string, ReadonlyMap<string, ModelCard>>();
    const pictures = new Map<string, RawImages>();
    for (const { name, split } of [suite.dataset, ...suite.moreDatasets]) {
      const key = `${name}/${split}`;
      const classes = datasets.find((known) => known.name === name)?.classes;
      scored.set(key, new Map(cards.map((card) => [card.id, scoredCard(card, classes)])));
      const images = await once(this.#pictures, key, () => picturesOf(name, split));
      if (images !== undefined) pictures.set(key, images);
    }
    return { cardOf: (model, dataset) => scored.get(dataset)?.get(model), pictures };
  }
}

/**
 * A model's card with the classes that it is scored on: the data's, under the model's names. Its
 * own where the data's are not known, or don't fit.
 */
export function scoredCard(card: ModelCard, dataClasses?: readonly string[]): ModelCard {
  if (dataClasses === undefined) return card;
  try {
    const columns = scoredColumns(dataClasses, card.classes);
    if (columns === undefined) return card;
    return { ...card, classes: columns.map((column) => card.classes[column] ?? "") };
  } catch (error) {
    if (error instanceof UnmappedClassesError) return card;
    throw error;
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** A model that is not here, or is no folder with a card, has none, and its routing is not shown. */
async function cardOf(model: string): Promise<ModelCard | undefined> {
  try {
    return await findCard(model);
  } catch (error) {
    if (error instanceof KnownError) return undefined;
    throw error;
  }
}

async function picturesOf(name: string, split: string): Promise<RawImages | undefined> {
  const info = datasets.find((known) => known.name === name);
  const splitName = splitNames.find((known) => known === split);
  if (info === undefined || splitName === undefined || !mayBeCopied.has(info.licence))
    return undefined;
  return (await openDataset(name, { split: splitName })).images;
}
