import { KnownError, type PageResult } from "@vmoe-bench/contracts";
import { plain } from "../format/text.ts";
import type { Summary } from "../summary/row.ts";
import { answerLines } from "./answer-lines.ts";
import { answerOf, type Answer } from "./answer.ts";
import type { RunOutcome } from "@vmoe-bench/runner";

/** The page wraps lines as wide as it is. */
const layout = { width: 1_000, height: 24, paint: plain };

/** The answer as a phone shows it: what comes next is done on the computer. */
export function resultOf(summary: Summary, { status }: Pick<RunOutcome, "status">): PageResult {
  const answer = answerOf(summary);
  return {
    lines: [
      ...answerLines([answer], { resume: null, full: null }, layout),
      status === "finished" ? "All blocks have ended." : "The run was stopped before its end.",
      `The records are on the computer, as run ${summary.runId}.`,
    ],
    ratios: answer.pairs.flatMap((pair) => ratiosOf(pair, answer.pairs.length > 1)),
  };
}

function ratiosOf(
  { model, latency }: Answer["pairs"][number],
  isNamed: boolean,
): PageResult["ratios"] {
  return latency.flatMap((one) => {
    if (one.state === "unmeasured") return [];
    const { backend, strategy, verdict, ratio } = one;
    const what = strategy === "dense" ? backend : `${backend} ${strategy}`;
    const claim =
      verdict === "faster" || verdict === "slower" || verdict === "no-difference"
        ? verdict
        : "no-claim";
    const name = `${isNamed ? `${model}, ` : ""}${what}${claim === "no-claim" ? " (no claim)" : ""}`;
    return [{ name, ratio: ratio.ratio, low: ratio.low, high: ratio.high, verdict: claim }];
  });
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
