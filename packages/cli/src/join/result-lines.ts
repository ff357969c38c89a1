import { KnownError, strategyName } from "@vmoe-bench/contracts";
import type { Row, Summary } from "@vmoe-bench/report";
import type { RunOutcome } from "@vmoe-bench/runner";

/** The result as a phone shows it: short lines, one a model and way to run it. */
export function resultLines(summary: Summary, { status }: RunOutcome): string[] {
  const { blocks, rows } = summary;
  const rest =
    blocks.completed === blocks.planned
      ? []
      : [`${blocks.completed} of ${blocks.planned} blocks completed.`];
  return [
    status === "finished" ? "All blocks have ended." : "The run was stopped before its end.",
    ...rows.filter(({ latency }) => latency !== null).map(lineOf),
    ...rest,
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

function lineOf({ arm, latency, verdict, verdictText }: Row): string {
  const median = latency?.medianMs;
  const time = median === null || median === undefined ? "no time" : `${median.toPrecision(3)} ms`;
  const against = verdict === "baseline" ? "" : `, ${verdictText}`;
  return `${arm.model}, ${arm.backend}, ${strategyName(arm)}, batch ${arm.batch}: ${time}${against}`;
}
