import { type Answer, answerLayout, answerLines, answerOf, type Summary } from "@vmoe-bench/report";

/** What every page of a publication says of itself. */
export interface Site {
  readonly title: string;
  readonly description: string;
  /** The day on which it was published: "2026-11-24". */
  readonly date: string;
  /** Runs that are not in it, and why: a sentence each. */
  readonly leftOut: readonly string[];
}

/** The paper that the models are from. */
export const source = "https://arxiv.org/abs/2309.04354";

/** How its numbers were made, in sentences. */
export const method: readonly string[] = [
  "Each V-MoE is measured beside its dense baseline: block by block in turn, each block in a fresh process or page, in an order that chance decides.",
  "Latency is a ratio over rounds with a 95 % interval; accuracy is paired over the same images. Nothing is called a difference unless its interval says so and it is larger than the run's threshold.",
  "A row is valid, semi-valid or invalid by rules that look at the machine, the clock and the samples; why stands beside it. What ran on emulated hardware is in no table.",
  "Every number is computed from the records, which are in this folder: each has a hash of its content.",
];

/** @param summaries of all runs, oldest first */
export function siteOf(
  summaries: readonly Summary[],
  leftOut: readonly string[],
  now: Date = new Date(),
): Site {
  const devices = new Set(summaries.map(({ device }) => device.id)).size;
  const newest = summaries.slice(-1).flatMap((summary) => answerOf(summary).pairs)[0];
  const count = `${summaries.length} run${summaries.length === 1 ? "" : "s"} on ${devices} device${devices === 1 ? "" : "s"}`;
  return {
    title: "Does a sparse Mobile V-MoE beat a dense ViT on an edge device?",
    description: `${count}.${newest === undefined ? "" : ` The newest: ${newest.verdict}`}`,
    date: now.toISOString().slice(0, 10),
    leftOut,
  };
}

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

/**
 * A GitHub Actions workflow that puts the folder it lies in on GitHub Pages. The upload leaves
 * `.git` and `.github` out.
 */
export const pagesWorkflow = `# In the repository's settings, under Pages, choose "GitHub Actions" as the source.
name: Pages
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions:
  contents: read
  pages: write
  id-token: write
concurrency:
  group: pages
  cancel-in-progress: false
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment:
      name: github-pages
      url: \${{ steps.deployment.outputs.page_url }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/configure-pages@v5
      - uses: actions/upload-pages-artifact@v3
        with:
          path: .
      - id: deployment
        uses: actions/deploy-pages@v4
`;
