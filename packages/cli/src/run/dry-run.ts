import { armKey } from "@vmoe-bench/contracts";
import { TimeLeft } from "@vmoe-bench/runner";
import { textTable } from "../output/text-table.ts";
import { duration } from "../progress/status-line.ts";
import type { RunSetup } from "./run-setup.ts";

export interface DryRun {
  readonly blocks: number;
  readonly seconds: number;
  /** In the order of their first blocks. */
  readonly arms: readonly {
    readonly task: string;
    readonly arm: string;
    readonly blocks: number;
    readonly seconds: number;
  }[];
}

/** What would run, and about how long it would take; what is unsupported is only found by running. */
export function dryRunOf({ plan, done }: RunSetup): DryRun {
  const time = new TimeLeft();
  const left = plan.blocks.filter(({ id }) => !done.has(id));
  const keyOf = (block: (typeof left)[number]) => `${block.task.kind}\t${armKey(block.arm)}`;
  const groups = new Map<string, typeof left>();
  for (const block of left) groups.set(keyOf(block), [...(groups.get(keyOf(block)) ?? []), block]);
  const arms = [...groups].map(([key, blocks]) => {
    const [task = "", arm = ""] = key.split("\t");
    return { task, arm, blocks: blocks.length, seconds: time.of(blocks) / 1_000 };
  });
  return { blocks: left.length, seconds: time.of(left) / 1_000, arms };
}

export function dryRunText({ blocks, seconds, arms }: DryRun): string {
  const rows = arms.map((row) => [row.task, row.arm, String(row.blocks), about(row.seconds)]);
  const table = textTable(["task", "arm", "blocks", "about"], rows);
  return `${table}\n\n${blocks} blocks, about ${about(seconds)}. Nothing was run.`;
}

function about(seconds: number): string {
  return duration(1_000 * seconds);
}
