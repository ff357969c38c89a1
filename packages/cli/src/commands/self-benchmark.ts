import { InvalidArgumentError, type Command } from "commander";
import { dataFigures } from "../data-benchmark/figures.ts";
import { withInterrupt } from "../interrupt.ts";
import { collect } from "../options.ts";
import { printResult } from "../output/print.ts";
import { textTable } from "../output/text-table.ts";
import { StatusLine } from "../progress/status-line.ts";
import { reportFigures } from "../report-benchmark/measure-report.ts";
import { figures, type Figure, type FigureSet } from "../self-benchmark/figures.ts";
import { pageFigures } from "../page-benchmark/page-figures.ts";
import { trainingFigures } from "../training-benchmark/figures.ts";
import { strategyFigures } from "../strategies-benchmark/measure-strategies.ts";

export function addCommand(program: Command): void {
  addFiguresCommand(program, {
    name: "self-benchmark",
    description: "measure the harness itself against its own targets (npm run bench:self)",
    set: figures,
  });
  addFiguresCommand(program, {
    name: "strategies-benchmark",
    description: "measure every way to run experts over a dense twin (npm run bench:strategies)",
    set: strategyFigures,
  });
  addFiguresCommand(program, {
    name: "training-benchmark",
    description: "measure a training step, against PyTorch's too (npm run bench:training)",
    set: trainingFigures,
  });
  addFiguresCommand(program, {
    name: "page-benchmark",
    description: "measure a page against Node, and the page itself (npm run bench:page)",
    set: pageFigures,
  });
  addFiguresCommand(program, {
    name: "data-benchmark",
    description: "measure decoding and reading image files (npm run bench:data)",
    set: dataFigures,
  });
  addFiguresCommand(program, {
    name: "report-benchmark",
    description: "measure compare and report on 10,000 generated records (npm run bench:report)",
    set: reportFigures,
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
      const found: Figure[] = [];
      await withInterrupt("Run it again.", async (signal) => {
        for (const [figure, measure] of wanted) {
          signal.throwIfAborted();
          status.line(`${name}: ${figure}`);
          found.push(...(await measure()));
        }
      });
      printResult(json, found, () => table(found));
    });
}

function table(found: readonly Figure[]): string {
  return textTable(
    ["figure", "measured", "target", "met"],
    found.map(({ name, text, target, met }) => [name, text, target, metWord(met)]),
  );
}

function metWord(met: boolean | null): string {
  if (met === null) return "";
  return met ? "yes" : "NO";
}
