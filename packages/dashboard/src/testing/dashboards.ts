import {
  checkJson,
  type ModelCard,
  type TrainingResult,
  trainingResultSchema,
} from "@vmoe-bench/contracts";
import type { RunData } from "@vmoe-bench/report";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDataset } from "@vmoe-bench/dataset";
import { readRun } from "@vmoe-bench/runner";
import { zooModels } from "@vmoe-bench/models/zoo";
import { mergeRuns } from "../data/merge.ts";
import { type BesideRun, reduceRun, type RunPart } from "../data/run-part.ts";
import type { CellDetail, DashboardData } from "../data/schema.ts";
import { type DashboardFilesOptions, openDashboardFiles } from "../write/write-dashboard.ts";

export interface Dashboard {
  readonly data: DashboardData;
  readonly details: readonly CellDetail[];
}

interface Input extends Partial<Pick<BesideRun, "pictures">> {
  readonly runs: readonly RunData[];
  readonly cards?: readonly ModelCard[];
  readonly training?: readonly TrainingResult[];
}

/** All at once, which only few runs have room for. */
export function buildDashboardData({
  runs,
  training = [],
  cards = [],
  pictures = new Map(),
}: Input): Dashboard {
  const parts: RunPart[] = [];
  const details: CellDetail[] = [];
  const cardOf = (model: string) => cards.find(({ id }) => id === model);
  let first = 0;
  for (const run of runs) {
    const reduced = reduceRun(run, { cardOf, pictures }, first);
    first += reduced.part.cells.length;
    parts.push(reduced.part);
    details.push(...reduced.details);
  }
  return { data: mergeRuns(parts, training), details };
}

/** @returns files written */
export async function writeDashboard(
  dir: string,
  { data, details }: Dashboard,
  options?: DashboardFilesOptions,
): Promise<number> {
  const files = await openDashboardFiles(dir, options);
  for (const detail of details) await files.detail(detail);
  return files.data(data);
}

/** A run that shows every view; by its name, since a newer one may show fewer. */
const run = fileURLToPath(
  new URL("../../../../results/xeon-2core/2026-11-24T09-13-36-079Z-default", import.meta.url),
);

const trainingFolder = fileURLToPath(new URL("../../../../results/training", import.meta.url));

async function trainings(): Promise<TrainingResult[]> {
  const names = (await readdir(trainingFolder)).filter((name) => name.endsWith(".json"));
  const files = names.map((file) => join(trainingFolder, file));
  const read = files.toSorted().map(async (file) => readFile(file, "utf8"));
  return (await Promise.all(read)).map((text) => checkJson(trainingResultSchema, text, "record"));
}

/** The dashboard of a run that this project has committed. */
export async function committedDashboard(): Promise<Dashboard> {
  const { images } = await openDataset("fashion-mnist", { split: "test" });
  return buildDashboardData({
    runs: [await readRun(run)],
    cards: await zooModels(),
    pictures: new Map([["fashion-mnist/test", images]]),
    training: await trainings(),
  });
}
