import { KnownError } from "@vmoe-bench/contracts";
import { answerLines, answerOf, plain, type Summary } from "@vmoe-bench/report";
import type { RunOutcome } from "@vmoe-bench/runner";

/** A phone that is held upright. */
const layout = { width: 44, height: 24, paint: plain };

/** The answer as a phone shows it: what comes next is done on the computer. */
export function resultLines(summary: Summary, { status }: RunOutcome): string[] {
  return [
    ...answerLines([answerOf(summary)], { resume: null, full: null }, layout),
    status === "finished" ? "All blocks have ended." : "The run was stopped before its end.",
    `The records are on the computer, as run ${summary.runId}.`,
  ];
}

/** What a phone shows whose run can't begin, or can't go on. */
export function failureLines(error: unknown): string[] {
  const known = error instanceof KnownError ? [error.message, error.remedy] : [];
  return [
    "The run ended with an error on the computer.",
    ...known,
    "When that is mended, load this page again.",
  ];
}
