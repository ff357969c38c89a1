import { fileURLToPath } from "node:url";
import { openDataset } from "@vmoe-bench/dataset";
import { newestRun, readRun } from "@vmoe-bench/runner";
import { zooModels } from "@vmoe-bench/zoo";
import { buildDashboardData, type Dashboard } from "../data/build.ts";

const results = fileURLToPath(new URL("../../../../results", import.meta.url));

/** The dashboard of the newest run that this project has committed. */
export async function committedDashboard(): Promise<Dashboard> {
  const newest = await newestRun(results);
  if (newest === undefined) throw new Error(`There is no run in ${results}.`);
  const { images } = await openDataset("fashion-mnist", { split: "test" });
  return buildDashboardData({
    runs: [await readRun(newest.dir)],
    cards: await zooModels(),
    pictures: new Map([["fashion-mnist/test", images]]),
    training: [],
  });
}
