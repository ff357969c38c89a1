import { KnownError } from "@vmoe-bench/contracts";
import { ciBenchmarks, type Summary } from "@vmoe-bench/report";
import type { Format } from "./formats.ts";

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

/** Whether the format is of a service that follows named benchmarks from commit to commit. */
export function isCiFormat(format: Format): boolean {
  return format === "bencher" || format === "github-smaller" || format === "github-bigger";
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
