import { readFile } from "node:fs/promises";
import { cpus, platform } from "node:os";
import { join } from "node:path";
import { checkJson } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import {
  type CalibrationFigure,
  type CalibrationResult,
  type Findings,
  resultSchema,
} from "./experiment.ts";
import { plotSvg } from "./plot.ts";

const introduction = `# Calibration

Whether this project's numbers deserve trust, tried on known truth. \`npm run lab -- calibrate\` runs every
experiment and writes this page; \`npm run lab -- calibrate --only NAME\` runs one, \`-- --page\` writes the page
again from the results that are kept in [calibration/](calibration/).

**How a comparison is judged.** Rounds of one block an arm, each block in a fresh process, in random order.
A round gives one ratio of medians; the interval is one of the mean of the rounds' log ratios. After each
round, five at least, the comparison may end: when its interval is ±2 % or narrower, when a difference over
the claim's 5 % is clear (its interval excludes 1; after the first look also Student's at 99.85 %), or at the
profile's cap. Where a run has a time of its own, a clear difference does not end it, and rounds go to the
widest intervals.

**Which interval, and why.** Student's t holds the truth in 95 % where noise is alike on both sides, and in
88 % of five rounds where one arm alone is now and then slower: most rounds then lie on one side of the mean, and
it may miss a mean beyond them. So each side of Student's interval is scaled by e^±kg, g being the rounds' own
skewness and k = 3/(n − 0.75): the side of the long tail is widened, the other narrowed. The idea is of Johnson (1978),
"Modified t tests and confidence intervals for asymmetrical populations"; his own interval, which shifts the
centre, is no better with five rounds ("The choice of the interval"). What the t leaves out is
1.8 % with three rounds, 1.9 % with four and 2.5 % with more, because looking more than once costs about 2
points. These numbers were chosen by simulation, at other seeds, but for the recorded noise, which is one, and
for 2.5 %, which this page's own figures of power moved once from 2.4. The price: with five rounds an interval
is about 1.4 times as wide as Student's.
`;

/** The page of all results, in their order. Pure. */
export function calibrationPage(results: readonly CalibrationResult[]): string {
  const figures = results.flatMap((result) => result.figures);
  const withTarget = figures.filter(({ met }) => met !== null);
  const missed = withTarget.filter(({ met }) => met === false);
  const summary =
    withTarget.length === 0
      ? "No figure was measured yet."
      : `${withTarget.length - missed.length} of ${withTarget.length} figures with a target are met.`;
  return [introduction, `${summary}${list(missed)}\n`, ...results.map(section)].join("\n");
}

function list(missed: readonly CalibrationFigure[]): string {
  if (missed.length === 0) return "";
  return ` **Not met:** ${missed.map(({ name, text }) => `${escaped(name)} (${escaped(text)})`).join("; ")}.`;
}

function section(result: CalibrationResult): string {
  const { title, name, method, figures, plots, takenAt, machine, tookSeconds } = result;
  const day = takenAt.slice(0, 10);
  return [
    `## ${escaped(title)}\n`,
    `${escaped(method)}\n`,
    table(
      ["figure", "measured", "target", "met"],
      figures.map((f) => [f.name, f.text, f.target, metWord(f.met)]),
    ),
    ...(result.table === null ? [] : [table(result.table.columns, result.table.rows)]),
    ...plots.map(({ file, title: caption }) => `![${escaped(caption)}](calibration/${file})\n`),
    `_\`--only ${name}\`, ${day}, ${escaped(machine)}, took ${Math.round(tookSeconds)} s._\n`,
  ].join("\n");
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(" | ")} |`;
}

function metWord(met: boolean | null): string {
  if (met === null) return "";
  return met ? "met" : "NOT met";
}

/** Results are read from disk: nothing in them becomes markup or ends a table's cell. */
function escaped(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*_[\]<>|]/g, (mark) => `\\${mark}`)
    .trim();
}

interface Taken {
  readonly name: string;
  readonly takenAt: Date;
  readonly tookSeconds: number;
}

/** Keeps what an experiment found, with when and where. */
export async function writeResult(
  out: string,
  findings: Findings,
  { name, takenAt, tookSeconds }: Taken,
): Promise<void> {
  const processors = cpus();
  const machine = `${processors[0]?.model.trim() ?? "unknown CPU"}, ${processors.length} cores, ${platform()}, Node ${process.versions.node}`;
  const result: CalibrationResult = resultSchema.parse({
    schemaVersion: 1,
    name,
    takenAt: takenAt.toISOString(),
    tookSeconds,
    machine,
    ...findings,
  });
  await writeFileWhole(pathOf(out, name), `${JSON.stringify(result)}\n`);
}

/**
 * Writes the page and its plots from the results that are kept.
 * @param names in the page's order; those without a result are left out
 * @throws InvalidValueError for a result that is broken or from another version
 */
export async function writePage(
  out: string,
  names: readonly string[],
): Promise<CalibrationResult[]> {
  const results: CalibrationResult[] = [];
  for (const name of names) {
    const path = pathOf(out, name);
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) results.push(checkJson(resultSchema, text, path));
  }
  for (const plot of results.flatMap(({ plots }) => plots))
    await writeFileWhole(join(out, "calibration", plot.file), plotSvg(plot));
  await writeFileWhole(join(out, "calibration.md"), calibrationPage(results));
  return results;
}

export async function hasResult(out: string, name: string): Promise<boolean> {
  return (await readFile(pathOf(out, name)).catch(() => undefined)) !== undefined;
}

function pathOf(out: string, name: string): string {
  return join(out, "calibration", `${name}.json`);
}
