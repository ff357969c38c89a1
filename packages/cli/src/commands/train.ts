import { join } from "node:path";
import type { Command } from "commander";
import { loadTfjsNode } from "@vmoe-bench/backend-tfjs-node";
import type { ModelCard } from "@vmoe-bench/contracts";
import { openDataset } from "@vmoe-bench/dataset";
import { harnessProvenance } from "@vmoe-bench/runner";
import { cardTraining, loadRecipe, train, type TrainedModel } from "@vmoe-bench/train";
import { writeModel } from "@vmoe-bench/zoo";
import { withInterrupt } from "../interrupt.ts";
import { positiveInteger, seed } from "../options.ts";
import { printResult } from "../output/print.ts";
import { StatusLine } from "../progress/status-line.ts";
import { trainProgress } from "../progress/train-progress.ts";
import { projectRoot, projectVersion, recipePath } from "../project.ts";

interface TrainCommandOptions {
  resume: boolean;
  heldOutOnly: boolean;
  seed?: number;
  out: string;
  models: string;
  data?: string;
  allowDownload: boolean;
  threads: number;
  json: boolean;
}

const examples = `
Examples:
  vmoe-bench train fashion-vit-6x64                  a dense ViT
  vmoe-bench train cifar100-vmoe-6x32-p8-e10 --data FOLDER --held-out-only   a search on held-out images
  vmoe-bench train fashion-vmoe-6x64-e4 --resume     its V-MoE; the dense twin first, where it is missing`;

export function addTrainCommand(program: Command): void {
  program
    .command("train")
    .description("train a recipe's model; for a V-MoE its dense twin first")
    .argument("<recipe>", "a recipe in recipes/, or a path that ends in .json")
    .option("--resume", "go on from the last epoch", false)
    .option("--held-out-only", "leave the test split alone and write no model: for a search", false)
    .option("--seed <n>", "instead of the recipe's", seed)
    .option("--out <folder>", "checkpoints and training records", join(projectRoot, "runs"))
    .option("--models <folder>", "finished models", join(projectRoot, "runs", "models"))
    .option("--data <folder>", "where the data set lies")
    .option("--allow-download", "download the data set where it is missing", false)
    .option("--threads <n>", "of TensorFlow", positiveInteger, 2)
    .option("--json", "print the models' cards as JSON", false)
    .addHelpText("after", examples)
    .action(async (name: string, options: TrainCommandOptions) => {
      const cards = await withInterrupt("Go on with --resume.", (signal) =>
        trainModels(name, options, signal),
      );
      printResult(options.json, cards, () => cards.map(line).join("\n"));
    });
}

async function trainModels(
  name: string,
  options: TrainCommandOptions,
  signal: AbortSignal,
): Promise<ModelCard[]> {
  const recipe = await loadRecipe(
    await recipePath(name),
    options.seed === undefined ? {} : { seed: options.seed },
  );
  const status = new StatusLine();
  const places = { dir: options.data, allowDownload: options.allowDownload, signal };
  const { dataset } = recipe.settings;
  const data = {
    train: await openDataset(dataset, { split: "train", ...places }),
    test: await openDataset(dataset, { split: "test", ...places }),
  };
  await loadTfjsNode({ threads: options.threads });
  const trained = await train(recipe, data, {
    directory: options.out,
    resume: options.resume,
    heldOutOnly: options.heldOutOnly,
    signal,
    reporter: trainProgress(status),
  });
  if (options.heldOutOnly) return [];
  const commit = await harnessCommit();
  const models = trained.baseline === undefined ? [trained] : [trained.baseline, trained];
  const cards: ModelCard[] = [];
  for (const model of models)
    cards.push(
      await writeModel(join(options.models, model.name), cardOf(model, commit), model.weights),
    );
  return cards;
}

function cardOf(model: TrainedModel, commit: string): Omit<ModelCard, "weights"> {
  const { name, config, dataset, normalisation, record, baseline } = model;
  const kind =
    config.moe === undefined
      ? "Dense ViT"
      : `V-MoE with ${config.moe.experts} experts in its last ${config.moe.layers} layers`;
  return {
    schemaVersion: 1,
    id: name,
    description: `${kind}, ${config.depth} layers of width ${config.width}, patch ${config.patch}, on ${dataset.title}.`,
    config,
    classes: [...dataset.classes],
    dataset: dataset.name,
    normalisation,
    ...(baseline === undefined ? {} : { twin: baseline.name }),
    training: cardTraining(record, commit),
  };
}

async function harnessCommit(): Promise<string> {
  const { commit, dirty } = await harnessProvenance(projectRoot, await projectVersion());
  return `${commit ?? "unknown"}${dirty === true ? "-dirty" : ""}`;
}

function line({ id, training }: ModelCard): string {
  const { top1, images } = training.accuracy;
  const router =
    training.routerAccuracy === undefined
      ? ""
      : `, router ${(100 * training.routerAccuracy).toFixed(1)} %`;
  return `${id}: top-1 ${(100 * top1).toFixed(2)} % of ${images} test images${router}`;
}
