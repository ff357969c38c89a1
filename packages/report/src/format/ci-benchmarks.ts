import { armKey, KnownError } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { safeText, unfinishedText } from "./text.ts";
import { percentageRange } from "./numbers.ts";

/** A row under the name that it has from run to run. */
interface Benchmark {
  readonly name: string;
  readonly summary: Summary;
  readonly row: Row;
}

/** What services that follow benchmarks from commit to commit are given, and what they are not. */
interface CiBenchmarks {
  /** Each name once. */
  readonly exported: readonly Benchmark[];
  /** Rows whose numbers can't be trusted: a service has no place to say so. */
  readonly invalid: readonly Benchmark[];
  /** Rows of runs that a newer one has a row of the same name for, whatever became of it. */
  readonly older: readonly Benchmark[];
}

/** The newest run's row of each name decides: an older number never stands in for a newer failure. */
export function ciBenchmarks(summaries: readonly Summary[]): CiBenchmarks {
  const all = summaries.flatMap((summary) =>
    summary.rows.map((row): Benchmark => ({ name: benchmarkName(summary, row), summary, row })),
  );
  const newest = new Map<string, Benchmark>();
  for (const one of all) {
    const known = newest.get(one.name);
    if (known === undefined || known.summary.startedAt <= one.summary.startedAt)
      newest.set(one.name, one);
  }
  const isNewest = (one: Benchmark) => newest.get(one.name) === one;
  const isInvalid = ({ row }: Benchmark) => row.validity?.level === "invalid";
  return {
    exported: all.filter((one) => isNewest(one) && !isInvalid(one)),
    invalid: all.filter((one) => isNewest(one) && isInvalid(one)),
    older: all.filter((one) => !isNewest(one)),
  };
}

/**
 * Looks at what a service for benchmarks would be given.
 * @param onLeftOut called with each row that it is not, and why
 * @throws `same-benchmark` where two runs have a row of one name
 */
export function checkBenchmarks(
  summaries: readonly Summary[],
  onLeftOut: (text: string) => void,
): void {
  const { exported, invalid, older } = ciBenchmarks(summaries);
  const [first] = older;
  if (first !== undefined) {
    const newer = [...exported, ...invalid].find(({ name }) => name === first.name);
    const runs = [first.summary.runId, newer?.summary.runId ?? ""] as const;
    throw sameBenchmarkError(first.name, runs);
  }
  for (const { name, row } of invalid) {
    const codes = row.validity?.reasons.map(({ code }) => code) ?? [];
    onLeftOut(`${name} is invalid (${codes.join(", ")})`);
  }
}

function sameBenchmarkError(
  name: string,
  runs: readonly [older: string, newer: string],
): KnownError {
  return new KnownError(
    "same-benchmark",
    `Runs "${runs[0]}" and "${runs[1]}" both have the benchmark "${name}", which has one value.`,
    "Export one run at a time: the newest when none is named, or the one that you name.",
  );
}

/** Bencher takes no longer name. */
const longestName = 1_024;

/**
 * "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1 on cifar-10/test": the same from run to run, whether
 * the data set is the suite's own or one of several.
 */
function benchmarkName({ device, data }: Summary, { arm }: Row): string {
  return safeText(`${device.id}: ${armKey({ ...arm, data: arm.data ?? data })}`).slice(
    0,
    longestName,
  );
}

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
