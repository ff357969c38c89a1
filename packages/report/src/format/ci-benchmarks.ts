import type { Row, Summary } from "../summary/row.ts";
import { armKey } from "@vmoe-bench/contracts";
import { safeText } from "./safe-text.ts";

/** A row under the name that it has from run to run. */
export interface Benchmark {
  readonly name: string;
  readonly summary: Summary;
  readonly row: Row;
}

/** What services that follow benchmarks from commit to commit are given, and what they are not. */
export interface CiBenchmarks {
  /** Each name once. */
  readonly exported: readonly Benchmark[];
  /** Rows whose numbers can't be trusted: a service has no place to say so. */
  readonly invalid: readonly Benchmark[];
  /** Rows of runs that a newer one has a row of the same name for, whatever became of it. */
  readonly older: readonly Benchmark[];
}

/** Of each name the newest run's row decides: an older number never stands in for a newer failure. */
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
