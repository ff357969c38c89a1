import type { Row, Summary } from "../summary/row.ts";
import { ciBenchmarks } from "./ci-benchmarks.ts";

interface Metric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/**
 * Bencher Metric Format (bencher.dev/docs/reference/bencher-metric-format), for its `json` adapter:
 * metrics by measure by benchmark. `latency` is in ns and `file-size` in bytes, as Bencher has them;
 * `latency-over-dense` has no unit, `top-1` is in %, `peak-memory` in bytes. Bounds are 95 % intervals.
 * Each benchmark is the newest run's; invalid rows are left out.
 */
export function renderBencher(summaries: readonly Summary[]): string {
  const benchmarks = ciBenchmarks(summaries)
    .exported.map(({ name, row }) => [name, measuresOf(row)] as const)
    .filter(([, measures]) => Object.keys(measures).length > 0);
  return `${JSON.stringify(Object.fromEntries(benchmarks), null, 2)}\n`;
}

function measuresOf({ latency, ratio, top1, footprint, artifactBytes }: Row) {
  const medianMs = latency?.medianMs ?? null;
  return named([
    ["latency", medianMs === null ? null : { value: medianMs * 1e6 }],
    [
      "latency-over-dense",
      ratio && { value: ratio.ratio, lower_value: ratio.low, upper_value: ratio.high },
    ],
    [
      "top-1",
      top1 && {
        value: 100 * top1.value,
        lower_value: 100 * top1.low,
        upper_value: 100 * top1.high,
      },
    ],
    ["peak-memory", bytes(footprint?.peakBytes ?? null)],
    ["file-size", bytes(artifactBytes)],
  ]);
}

function bytes(value: number | null): Metric | null {
  return value === null ? null : { value };
}

function named(measures: readonly (readonly [string, Metric | null])[]) {
  return Object.fromEntries(measures.filter(([, metric]) => metric !== null));
}
