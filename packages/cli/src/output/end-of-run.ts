import { resumeCommand, type FinishedRun, type StoredRun } from "@vmoe-bench/bench/run";
import type { KnownError } from "@vmoe-bench/contracts";
import { rowsOf, summarise, type Layout, type RunData, type Summary } from "@vmoe-bench/report";
import { interruptedError } from "../terminal/failure.ts";
import { stdoutLayout } from "../terminal/layout.ts";
import { duration } from "../terminal/status-line.ts";
import { answerText, nextSteps } from "./answer-text.ts";

export interface EndOfRun {
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
