import { dirname } from "node:path";
import { loadTfjsNode, usePlainProducts } from "@vmoe-bench/backends-node/tfjs";
import { silentReporter } from "@vmoe-bench/contracts";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { requireWritable } from "../checkpoint/write-file.ts";
import { train } from "../run/train.ts";
import { writeModel } from "@vmoe-bench/models/zoo";
import { trainingOpener } from "./training-data.ts";
import { cardOf } from "./card.ts";
import { harnessCommit } from "./harness-commit.ts";
import { modelFolder, resultFile } from "./paths.ts";
import type { Finished, TrainCommand, TrainEvent } from "./protocol.ts";
import { reportTo } from "./report-to.ts";
import { readResult, writeResult } from "@vmoe-bench/runner";

/**
 * Trains one model in this process and writes what comes of it; the small record last, since it
 * says that all is done.
 */
export async function trainOne(
  command: TrainCommand,
  emit: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<Finished> {
  const { seed, resume, heldOutOnly, out, threads } = command;
  // Before hours of training, in which another commit may be checked out: this one is in memory.
  const commit = await harnessCommit();
  const open = trainingOpener(command, { signal, reporter: silentReporter });
  const {
    recipe,
    train: images,
    openTest,
  } = await open(await loadRecipe(command.recipeFile, { seed }));
  const file = resultFile(command.records, recipe);
  await requireWritable(dirname(file));
  const earlier = await readResult(file);
  if (!heldOutOnly) await requireWritable(command.models);
  const data = { train: images, test: await openTest() };
  await loadTfjsNode({ threads });
  usePlainProducts();
  const reporter = reportTo(emit);
  const trained = await train(recipe, data, {
    directory: out,
    resume,
    heldOutOnly,
    commit,
    earlier,
    signal,
    reporter,
  });
  const { record } = trained;
  if (!heldOutOnly)
    await writeModel(modelFolder(command.models, recipe), cardOf(trained), trained.weights);
  await writeResult(file, record);
  return {
    type: "finished",
    heldOutTop1: record.heldOut.top1,
    testTop1: record.test?.top1 ?? null,
    routerAccuracy: record.test?.routerAccuracy ?? record.heldOut.routerAccuracy,
  };
}
