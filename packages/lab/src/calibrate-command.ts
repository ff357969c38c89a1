import { join } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { calibrationDir } from "./calibrate/experiment.ts";
import { experiments } from "./calibrate/experiments/index.ts";
import { removePartial } from "./calibrate/same-arm.ts";
import { hasResult, writePage, writeResult } from "./calibrate/page.ts";
import {
  withInterrupt,
  collect,
  positiveInteger,
  printResult,
  duration,
  StatusLine,
} from "@vmoe-bench/cli/terminal";
import { textTable } from "@vmoe-bench/report/text-table";
import { projectRoot } from "@vmoe-bench/files";

interface CalibrateOptions {
  only?: string[];
  comparisons?: number;
  missing: boolean;
  page: boolean;
  quick: boolean;
  out: string;
  json: boolean;
}

const names = Object.keys(experiments);

const examples = `
Experiments: ${names.join(", ")}.

Examples:
  npm run lab -- calibrate                                    all of them, about 40 minutes
  npm run lab -- calibrate --only verdicts power              two of them
  npm run lab -- calibrate --missing                          those that have no result yet
  npm run lab -- calibrate --only same-arm-ort --comparisons 50
  npm run lab -- calibrate --page                             the page again, without measuring

Ctrl-C loses nothing: comparisons on real backends that are done are kept, and the next call goes on.
Let nothing else run on the machine meanwhile.`;

export function addCommand(program: Command): void {
  program
    .command("calibrate")
    .description("try the statistics on known truth and write docs/calibration.md")
    .option("--only <name...>", "only these experiments", collect(known))
    .option("--comparisons <n>", "of a real backend with itself (200)", positiveInteger)
    .option("--missing", "only experiments that have no result yet", false)
    .option("--page", "write the page again from the results that are kept", false)
    .option("--quick", "a small version, whose figures mean little; give it an --out", false)
    .option("--out <folder>", "where the page and its results go", join(projectRoot, "docs"))
    .option("--json", "print the results as JSON", false)
    .addHelpText("after", examples)
    .action(async (options: CalibrateOptions) => {
      const { out, json, page } = options;
      if (!page) await runExperiments(options);
      const results = await writePage(out, names);
      const figures = results.flatMap((result) => result.figures);
      printResult(json, results, () =>
        textTable(
          ["figure", "measured", "target", "met"],
          figures.map(({ name, text, target, met }) => [name, text, target, metWord(met)]),
        ),
      );
      process.stderr.write(`\nPage: ${join(out, "calibration.md")}\n`);
      if (figures.some(({ met }) => met === false)) process.exitCode = 1;
    });
}

async function runExperiments({ only, comparisons, missing, quick, out }: CalibrateOptions) {
  const status = new StatusLine();
  const stateDir = join(calibrationDir, quick ? "quick" : "full");
  await withInterrupt(
    "Start it again to go on; --missing leaves out what has a result.",
    async (signal) => {
      for (const [name, experiment] of Object.entries(experiments)) {
        if (only !== undefined && !only.includes(name)) continue;
        if (missing && (await hasResult(out, name))) continue;
        signal.throwIfAborted();
        status.line(`calibrate: ${name}`);
        const takenAt = new Date();
        const start = performance.now();
        const progress = (done: number, total: number) => {
          const passed = performance.now() - start;
          const left = done > 0 ? `, ${duration((passed / done) * (total - done))} left` : "";
          status.update(`${name}: ${Math.floor((100 * done) / total)} %${left}`);
        };
        try {
          const findings = await experiment({ quick, comparisons, signal, stateDir, progress });
          const tookSeconds = (performance.now() - start) / 1_000;
          await writeResult(out, findings, { name, takenAt, tookSeconds });
          await removePartial(stateDir, name);
          await writePage(out, names);
        } finally {
          status.clear();
        }
      }
    },
  );
}

function known(text: string): string {
  if (names.includes(text)) return text;
  throw new InvalidArgumentError(`Known: ${names.join(", ")}.`);
}

function metWord(met: boolean | null): string {
  if (met === null) return "";
  return met ? "yes" : "NO";
}
