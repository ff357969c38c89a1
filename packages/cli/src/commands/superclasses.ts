import { dirname, join } from "node:path";
import type { Command } from "commander";
import { KnownError, type ModelCard, type TrainingResult } from "@vmoe-bench/contracts";
import { datasets } from "@vmoe-bench/dataset";
import { writeFileWhole, trainingRecordsRoot } from "@vmoe-bench/files";
import { findCard } from "@vmoe-bench/models/zoo";
import {
  cardSuperClassesDocument,
  confusionOf,
  confusionSvg,
  drawText,
  summariseSuperClasses,
  superClassesDocument,
  type CardSuperClasses,
} from "@vmoe-bench/report";
import { stdoutLayout } from "../terminal/layout.ts";
import { printResult } from "../terminal/print.ts";
import { readNamedResult, readResult } from "@vmoe-bench/runner";

interface SuperClassesOptions {
  readonly records: string;
  readonly svg?: string | true;
  readonly json: boolean;
}

const examples = `
Examples:
  vmoe-bench superclasses ablation-e10-m4-seed0          what its experts are for
  vmoe-bench superclasses ablation-e10-m4-seed0 --svg    and a picture beside the record
  vmoe-bench superclasses my-vit-e4m2-seed0 --records upcycled   of a model that \`upcycle\` made
  vmoe-bench superclasses fashion-vmoe-6x64-e4           of a shipped model, by its card where there is no record
  vmoe-bench superclasses runs/photos/models/photos-vmoe/        of a model folder`;

/** A record of a model that has no super-classes. */
function noSuperClassesError(name: string): KnownError {
  return new KnownError(
    "no-super-classes",
    `${name} was trained without super-classes.`,
    "Give the record of a V-MoE whose router learns super-classes.",
  );
}

/** A card has no confusions. */
function noRecordOfModelError(model: string, records: string): KnownError {
  return new KnownError(
    "no-record-of-model",
    `The confusions that --svg draws are in the record of ${model}, and ${records} has none.`,
    "Name the folder of its records with --records.",
  );
}

/** There is nothing to draw. */
function noBaselineRecordError(file: string): KnownError {
  return new KnownError(
    "no-baseline-record",
    `The confusions are the dense baseline's, and its record ${file} is not there.`,
    "Train the baseline with `vmoe-bench train`, which takes a finished one as it is.",
  );
}

export function defineCommand(command: Command): void {
  command
    .argument(
      "<record>",
      "<recipe>-seed<n> among the records, a path that ends in .json, or a model by id or folder",
    )
    .option(
      "--svg [file]",
      "draw the dense baseline's confusions, by super-class; beside the record",
    )
    .option("--records <folder>", "where small records are", trainingRecordsRoot)
    .option("--json", "print as JSON", false)
    .addHelpText("after", examples)
    .action(async (name: string, { records, svg, json }: SuperClassesOptions) => {
      const read = await recordOrCard(name, records);
      if ("card" in read) {
        const known = ofCard(read.card);
        if (svg !== undefined) throw noRecordOfModelError(read.card.id, records);
        printResult(json, known, () => drawText(cardSuperClassesDocument(known), stdoutLayout()));
        return;
      }
      const { file, result } = read;
      const classes =
        result.dataset.classes ??
        datasets.find((set) => set.name === result.dataset.name)?.classes ??
        [];
      const baselineFile = join(dirname(file), `${result.baseline ?? ""}-seed${result.seed}.json`);
      const baseline = await readResult(baselineFile);
      const summary = summariseSuperClasses(result, classes, baseline);
      if (summary === undefined) throw noSuperClassesError(result.name);
      if (svg !== undefined) {
        if (baseline === undefined) throw noBaselineRecordError(baselineFile);
        const picture = svg === true ? file.replace(/\.json$/, ".svg") : svg;
        await writeFileWhole(picture, drawn(result, baseline, classes));
        process.stderr.write(`Picture: ${picture}\n`);
      }
      printResult(json, summary, () => drawText(superClassesDocument(summary), stdoutLayout()));
    });
}

/** A small record by its name, or of a model that has one; else the model's card. */
async function recordOrCard(name: string, records: string) {
  try {
    return await readNamedResult(name, records);
  } catch (error) {
    if (!(error instanceof KnownError) || error.code !== "unknown-name") throw error;
    const card = await findCard(name).catch(() => undefined);
    // What was meant is told by the names of records.
    if (card === undefined) throw error;
    const seed = card.training.kind === "trained" ? card.training.seed : 0;
    const file = join(records, `${card.id}-seed${seed}.json`);
    const result = await readResult(file);
    return result === undefined ? { card } : { file, result };
  }
}

/** @throws `no-super-classes` */
function ofCard({ id, training }: ModelCard): CardSuperClasses {
  if (training.kind !== "trained" || training.superClasses.length === 0)
    throw noSuperClassesError(id);
  const { superClasses, routerAccuracy = null } = training;
  return { model: id, routerAccuracy, superClasses: superClasses.map((classes) => ({ classes })) };
}

function drawn(
  result: TrainingResult,
  baseline: TrainingResult,
  classes: readonly string[],
): string {
  return confusionSvg({
    title: `Confusions of ${baseline.name}, seed ${baseline.seed}, on ${baseline.heldOut.images} held-out images, by the super-classes of ${result.name}`,
    classes,
    counts: confusionOf(baseline, classes.length),
    groups: result.superClasses?.members ?? [],
  });
}
