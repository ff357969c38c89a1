import { dirname } from "node:path";
import { loadTfjsNode, usePlainProducts } from "@vmoe-bench/backends-node/tfjs";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { requireWritable } from "../run/run-folder.ts";
import { train, type TrainedModel } from "../run/train.ts";
import { writeModel } from "@vmoe-bench/models/zoo";
import { trainingOpener } from "./training-data.ts";
import { harnessCommit } from "./harness-commit.ts";
import { modelFolder, modelId, resultFile } from "../run/run-folder.ts";
import type { Finished, TrainCommand, TrainEvent } from "./protocol.ts";
import { readResult, writeResult } from "@vmoe-bench/runner";
import { silentReporter, wholePicture, type ModelCard } from "@vmoe-bench/contracts";
import { cardTraining } from "../run/training-result.ts";
import type { TrainingReporter } from "../run/train-epochs.ts";

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

/** The card of a trained model, to be written with its weights. */
function cardOf(model: TrainedModel): Omit<ModelCard, "weights"> {
  const { config, dataset, normalisation, record, recipe } = model;
  const kind =
    config.moe === undefined
      ? "Dense ViT"
      : `V-MoE with ${config.moe.experts} experts in its last ${config.moe.layers} layers`;
  return {
    schemaVersion: 1,
    id: modelId(recipe),
    description: `${kind}, ${config.depth} layers of width ${config.width}, patch ${config.patch}, on ${dataset.title}.`,
    config,
    classes: [...dataset.classes],
    dataset: dataset.name,
    normalisation,
    ...(recipe.kind !== "dense" ? { baseline: modelId(recipe.baseline) } : {}),
    training: cardTraining(record, wholePicture),
  };
}

/** Steps of a small model take a few ms; nobody reads so many lines. */
const betweenStepsMs = 250;

/** Sends what training reports as messages. */
function reportTo(emit: (event: TrainEvent) => void): TrainingReporter {
  let lastStep = -Infinity;
  return {
    onModel(model) {
      emit({ type: "model", ...model });
    },
    onStep({ epoch, step, steps, imagesPerSecond, loss, secondsLeft }) {
      const now = performance.now();
      if (now - lastStep < betweenStepsMs) return;
      lastStep = now;
      emit({ type: "step", epoch, done: step / steps, imagesPerSecond, loss, secondsLeft });
    },
    onEpoch(record) {
      emit({ type: "epoch", record });
    },
    onSuperClasses(members, modularity) {
      emit({ type: "super-classes", members: members.map((names) => [...names]), modularity });
    },
  };
}
