import { answerLayout, answerLines, type Answer } from "@vmoe-bench/report";
import { method, source, type Site } from "./site.ts";

/** What somebody reads who finds the folder and not its pages. */
export function siteReadme({ title, date, leftOut }: Site, answers: readonly Answer[]): string {
  const lines = answerLines(answers, { resume: null, full: null }, answerLayout);
  return [
    `# ${title}`,
    `Measured with vmoe-bench, published on ${date}. Open \`index.html\`, or \`tables.html\` for plain tables.`,
    // Four marks of space are code, whatever is in it.
    lines.map((line) => `    ${line}`).join("\n"),
    ...(answers.length > 1 ? ["Of the newest runs; all are in the tables."] : []),
    "## Method",
    list(method),
    `The models are those of the Mobile V-MoE paper: ${source}`,
    "## Files",
    list([
      "`tables.html`, `tables.md`, `tables.tex`: every table of every run.",
      "`results.csv`, `results.json`: the same as data; `bencher.json` for tools that follow a benchmark.",
      "`records/`: what was measured, block by block, and the records of trained models. `vmoe-bench check records` says of each whether it is whole, valid and unaltered; `check.json` is what it said.",
    ]),
    ...(leftOut.length === 0
      ? []
      : ["## Left out", leftOut.map((text) => `    ${text}`).join("\n")]),
  ]
    .join("\n\n")
    .concat("\n");
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}
