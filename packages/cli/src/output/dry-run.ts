import type { DryRun } from "@vmoe-bench/runner";
import { textTable } from "@vmoe-bench/report/text-table";
import { duration } from "../terminal/status-line.ts";

/** The plan as a table, and how long it takes. */
export function dryRunText({ arms, budgetSeconds, ...all }: DryRun): string {
  const rows = arms.map((row) => [row.task, row.arm, blocksOf(row), about(row.leastSeconds)]);
  const table = textTable(["task", "arm", "blocks", "about"], rows);
  const time =
    budgetSeconds === null
      ? `about ${about(all.leastSeconds)}, and more rounds where intervals stay wide`
      : `at most ${about(all.mostSeconds)}`;
  return `${table}\n\n${blocksOf(all)} blocks, ${time}. Nothing was run.`;
}

function about(seconds: number): string {
  return duration(1_000 * seconds);
}

/** "5 to 30" */
function blocksOf({ leastBlocks, blocks }: Pick<DryRun, "leastBlocks" | "blocks">): string {
  return leastBlocks === blocks ? `${blocks}` : `${leastBlocks} to ${blocks}`;
}
