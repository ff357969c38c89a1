import { resumeCommand, tablesCommand, type StoredRun } from "@vmoe-bench/bench/commands";
import {
  answerLayout,
  answerLines,
  answerOf,
  renderTable,
  type Layout,
  type NextSteps,
  type Summary,
} from "@vmoe-bench/report";
import { stdoutLayout } from "../terminal/layout.ts";

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

/** Of one run. */
export function nextSteps(run: StoredRun): NextSteps {
  return { resume: resumeCommand(run), full: tablesCommand(run) };
}
