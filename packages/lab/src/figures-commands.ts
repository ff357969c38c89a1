import { InvalidArgumentError, type Command } from "commander";
import { dataFigures } from "./data/figures.ts";
import { withInterrupt, collect, printResult, StatusLine } from "@vmoe-bench/cli/terminal";
import { textTable } from "@vmoe-bench/report/text-table";
import { firstRunFigures } from "./first-run/first-run.ts";
import { reportFigures } from "./report/measure-report.ts";
import type { Figure, FigureSet } from "./figure.ts";
import { figures } from "./self/figures.ts";
import { pageFigures } from "./page-figures.ts";
import { trainingFigures } from "./training/figures.ts";
import { strategyFigures } from "./strategies/figures.ts";

export function addCommand(program: Command): void {
  addFiguresCommand(program, {
    name: "self",
    description: "measure the harness itself against its own targets",
    set: figures,
  });
  addFiguresCommand(program, {
    name: "strategies",
    description: "measure every way to run experts over a dense baseline",
    set: strategyFigures,
  });
  addFiguresCommand(program, {
    name: "training",
    description: "measure a training step, against PyTorch's too",
    set: trainingFigures,
  });
  addFiguresCommand(program, {
    name: "page",
    description: "measure a page against Node, and the page itself",
    set: pageFigures,
  });
  addFiguresCommand(program, {
    name: "data",
    description: "measure decoding and reading image files",
    set: dataFigures,
  });
  addFiguresCommand(program, {
    name: "report",
    description: "measure compare and report on 10,000 generated records",
    set: reportFigures,
  });
  addFiguresCommand(program, {
    name: "first-run",
    description:
      "measure what a new user waits for: clone, install, build, set-up, run, and a second run",
    set: firstRunFigures,
  });
}

interface FiguresCommand {
  readonly name: string;
  readonly description: string;
  readonly set: FigureSet;
}

function addFiguresCommand(program: Command, { name, description, set }: FiguresCommand): void {
  const names = Object.keys(set);
  const known = (text: string): string => {
    if (names.includes(text)) return text;
    throw new InvalidArgumentError(`Known: ${names.join(", ")}.`);
  };
  program
    .command(name)
    .description(description)
    .option("--only <name...>", `only these: ${names.join(", ")}`, collect(known))
    .option("--json", "print as JSON", false)
    .action(async ({ only, json }: { only?: string[]; json: boolean }) => {
      const status = new StatusLine();
      const wanted = Object.entries(set).filter(([figure]) => only?.includes(figure) ?? true);
      const measured: Figure[] = [];
      await withInterrupt("Run it again.", async (signal) => {
        for (const [figure, measure] of wanted) {
          signal.throwIfAborted();
          status.line(`${name}: ${figure}`);
          measured.push(...(await measure()));
        }
      });
      printResult(json, measured, () => table(measured));
    });
}

function table(figures: readonly Figure[]): string {
  return textTable(
    ["figure", "measured", "target", "met"],
    figures.map(({ name, text, target, met }) => [name, text, target, metWord(met)]),
  );
}

function metWord(met: boolean | null): string {
  if (met === null) return "";
  return met ? "yes" : "NO";
}
