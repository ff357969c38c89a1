import type { CalibrationFigure, CalibrationResult } from "./result.ts";

const introduction = `# Calibration

Whether this project's numbers deserve trust, tried on known truth. \`npm run lab -- calibrate\` runs every
experiment and writes this page; \`npm run lab -- calibrate --only NAME\` runs one, \`-- --page\` writes the page
again from the results that are kept in [calibration/](calibration/).

**How a comparison is judged.** Rounds of one block an arm, each block in a fresh process, in random order.
A round gives one ratio of medians; the interval is Student's t over the rounds' log ratios. After each
round, five at least, the comparison may end: when its interval is ±2 % or narrower, when a difference over
the claim's 5 % is clear at a stricter level (3 % at the first look, 0.3 % at later ones), or at the
profile's cap. Because it looks more than once, the interval is taken at 97 % beyond five rounds, which
covers 95 %.
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
