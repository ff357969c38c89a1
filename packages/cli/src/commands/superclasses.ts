import { dirname, join } from "node:path";
import type { Command } from "commander";
import { KnownError, type TrainingResult } from "@vmoe-bench/contracts";
import { datasets } from "@vmoe-bench/dataset";
import { writeFileWhole, trainingRecordsRoot } from "@vmoe-bench/files";
import {
  confusionOf,
  confusionSvg,
  drawText,
  summariseSuperClasses,
  superClassesDocument,
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
  vmoe-bench superclasses my-vit-e4m2-seed0 --records upcycled   of a model that \`upcycle\` made`;

/** A record of a model that has no super-classes. */
function noSuperClassesError(name: string): KnownError {
  return new KnownError(
    "no-super-classes",
    `${name} was trained without super-classes.`,
    "Give the record of a V-MoE whose router learns super-classes.",
  );
}

/** There is nothing to draw. */
function noTwinRecordError(file: string): KnownError {
  return new KnownError(
    "no-twin-record",
    `The confusions are the dense twin's, and its record ${file} is not there.`,
    "Train the twin with `vmoe-bench train`, which takes a finished one as it is.",
  );
}

export function defineCommand(command: Command): void {
  command
    .argument("<record>", "<recipe>-seed<n> among the records, or a path that ends in .json")
    .option("--svg [file]", "draw the dense twin's confusions, by super-class; beside the record")
    .option("--records <folder>", "where small records are", trainingRecordsRoot)
    .option("--json", "print as JSON", false)
    .addHelpText("after", examples)
    .action(async (name: string, { records, svg, json }: SuperClassesOptions) => {
      const { file, result } = await readNamedResult(name, records);
      const classes =
        result.dataset.classes ??
        datasets.find((set) => set.name === result.dataset.name)?.classes ??
        [];
      const twinFile = join(dirname(file), `${result.twin ?? ""}-seed${result.seed}.json`);
      const twin = await readResult(twinFile);
      const summary = summariseSuperClasses(result, classes, twin);
      if (summary === undefined) throw noSuperClassesError(result.name);
      if (svg !== undefined) {
        if (twin === undefined) throw noTwinRecordError(twinFile);
        const picture = svg === true ? file.replace(/\.json$/, ".svg") : svg;
        await writeFileWhole(picture, drawn(result, twin, classes));
        process.stderr.write(`Picture: ${picture}\n`);
      }
      printResult(json, summary, () => drawText(superClassesDocument(summary), stdoutLayout()));
    });
}

function drawn(result: TrainingResult, twin: TrainingResult, classes: readonly string[]): string {
  return confusionSvg({
    title: `Confusions of ${twin.name}, seed ${twin.seed}, on ${twin.heldOut.images} held-out images, by the super-classes of ${result.name}`,
    classes,
    counts: confusionOf(twin, classes.length),
    groups: result.superClasses?.members ?? [],
  });
}
