import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkJson, trainingResultSchema, type TrainingResult } from "@vmoe-bench/contracts";
import { openDataset } from "@vmoe-bench/dataset";
import { readRun } from "@vmoe-bench/runner";
import { zooModels } from "@vmoe-bench/models/zoo";
import { buildDashboardData, type Dashboard } from "./build.ts";

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
