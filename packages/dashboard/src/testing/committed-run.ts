import { fileURLToPath } from "node:url";
import { openDataset } from "@vmoe-bench/dataset";
import { readRun } from "@vmoe-bench/runner";
import { zooModels } from "@vmoe-bench/zoo";
import { buildDashboardData, type Dashboard } from "../data/build.ts";

/** A run that shows every view; by its name, since a newer one may show fewer. */
const run = fileURLToPath(
  new URL("../../../../results/xeon-2core/2026-11-24T09-13-36-079Z-default", import.meta.url),
);

/** The dashboard of a run that this project has committed. */
export async function committedDashboard(): Promise<Dashboard> {
  const { images } = await openDataset("fashion-mnist", { split: "test" });
  return buildDashboardData({
    runs: [await readRun(run)],
    cards: await zooModels(),
    pictures: new Map([["fashion-mnist/test", images]]),
    training: [],
  });
}
