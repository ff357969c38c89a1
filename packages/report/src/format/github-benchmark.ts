import type { Row, Summary } from "../summary/row.ts";
import { ciBenchmarks } from "./ci-benchmarks.ts";
import { percentageRange } from "./numbers.ts";
import { unfinishedText } from "./heading.ts";
import { safeText } from "./safe-text.ts";

/** An entry as github-action-benchmark's custom tools read it. */
interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/** For its tool `customSmallerIsBetter`: latency, its ratio to the dense baseline's, memory and size. */
export function renderGithubSmaller(summaries: readonly Summary[]): string {
  return rendered(summaries, ({ latency, ratio, footprint, artifactBytes }) => [
    ["median latency", "ms", latency?.medianMs ?? null, null],
    ["latency over dense", "x", ratio?.ratio ?? null, ratio && `± ${halfWidth(ratio)}`],
    ["peak memory", "bytes", footprint?.peakBytes ?? null, null],
    ["artifact", "bytes", artifactBytes, null],
  ]);
}

/** For its tool `customBiggerIsBetter`: top-1. */
export function renderGithubBigger(summaries: readonly Summary[]): string {
  return rendered(summaries, ({ top1 }) => [
    ["top-1", "%", top1 && 100 * top1.value, top1 && percentageRange(top1)],
  ]);
}

type Value = readonly [measure: string, unit: string, value: number | null, range: string | null];

/** Each benchmark is the newest run's; invalid rows are left out. */
function rendered(summaries: readonly Summary[], valuesOf: (row: Row) => readonly Value[]): string {
  const entries = ciBenchmarks(summaries).exported.flatMap(({ name, summary, row }) =>
    valuesOf(row).flatMap(([measure, unit, value, range]): Entry[] => {
      if (value === null) return [];
      return [
        {
          name: `${name} ${measure}`,
          unit,
          value,
          ...(range === null ? {} : { range }),
          extra: extraOf(summary, row),
        },
      ];
    }),
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/** The larger of the interval's two sides. */
function halfWidth({ ratio, low, high }: { ratio: number; low: number; high: number }): number {
  return Math.max(high - ratio, ratio - low);
}

function extraOf(summary: Summary, { verdictText, validity, command }: Row): string {
  const trust = validity?.level ?? "not measured";
  const unfinished = unfinishedText(summary);
  return [
    ...(unfinished === null ? [] : [unfinished]),
    `run: ${summary.runId}`,
    verdictText,
    `trust: ${trust}`,
    `again: ${command}`,
  ]
    .map(safeText)
    .join("\n");
}
