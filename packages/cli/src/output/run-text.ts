import { resumeCommand, type StoredRun, tablesCommand } from "@vmoe-bench/bench/commands";
import {
  answerLayout,
  answerLines,
  answerOf,
  type Layout,
  type NextSteps,
  renderTable,
  rowsOf,
  type RunData,
  summarise,
  type Summary,
} from "@vmoe-bench/report";
import type { FinishedRun } from "@vmoe-bench/bench/run";
import type { KnownError } from "@vmoe-bench/contracts";
import type { DryRun } from "@vmoe-bench/runner";
import { textTable } from "@vmoe-bench/report/text-table";
import { stdoutLayout } from "../terminal/layout.ts";
import { interruptedError } from "../terminal/failure.ts";
import { duration } from "../terminal/print.ts";

/**
 * The answer of runs; all their tables below it where they are asked for.
 * @param below lines of the terminal that are kept free for what is said after it
 */
export function answerText(
  summaries: readonly Summary[],
  full: boolean,
  next: NextSteps,
  below = 0,
  layout: Layout = stdoutLayout(),
): string {
  const steps = full ? { ...next, full: null } : next;
  const lines = answerLines(summaries.map(answerOf), steps, {
    ...answerLayout,
    ...layout,
    height: answerLayout.height - below,
  });
  const answer = `${lines.join("\n")}\n`;
  if (!full) return answer;
  return [answer, ...summaries.map((summary) => renderTable(summary, layout))].join("\n");
}

/** The commands that follow one run. */
export function nextSteps(run: StoredRun): NextSteps {
  return { resume: resumeCommand(run), full: tablesCommand(run) };
}

interface EndOfRun {
  readonly summary: Summary;
  /** For stdout. */
  readonly answer: string;
  /** For stderr, below it. */
  readonly footer: readonly string[];
  /** Ends the command where the run was stopped. */
  readonly stopped: KnownError | undefined;
}

/**
 * All that is said once the last block has ended: without tables at most 20 lines of a terminal of 80
 * columns, so that a person sees the whole of it without scrolling.
 */
export function endOfRun(
  run: StoredRun & RunData,
  { status }: Pick<FinishedRun["outcome"], "status">,
  tookMs: number,
  full: boolean,
  layout: Layout = stdoutLayout(),
): EndOfRun {
  const summary = summarise(run);
  const planned = run.manifest.blocks.length;
  const leftOut = run.end?.leftOut.length ?? 0;
  const rounds = leftOut === 0 ? "" : ` ${leftOut} of ${planned} blocks were left out: end.json.`;
  const stopped =
    status === "aborted"
      ? interruptedError(
          "The run was stopped before its last block.",
          `The blocks that finished are kept. Go on with: ${resumeCommand(run)}`,
        )
      : undefined;
  // Of a run that went on, those that failed before count, too.
  const failed = run.records.filter(({ status }) => status === "failed").length;
  const footer = [
    `Records: ${run.dir}`,
    `Took ${duration(tookMs)}.${rounds}`,
    ...(failed > 0 && stopped === undefined
      ? [`Try the ${failed} failed again with: ${resumeCommand(run)}`]
      : []),
  ];
  const error =
    stopped === undefined ? [] : [`error: ${stopped.message}`, `       ${stopped.remedy}`];
  const below = rowsOf([...footer, ...error], layout.width);
  const steps = { ...nextSteps(run), resume: null };
  const answer = answerText([summary], full, steps, below, layout).trimEnd();
  return { summary, answer, footer, stopped };
}

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
