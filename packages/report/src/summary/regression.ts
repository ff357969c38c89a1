import { armKey, type Arm } from "@vmoe-bench/contracts";
import { independentMedianRatio, median, top1, verdictOf } from "@vmoe-bench/measure";
import type { MedianRatio, Proportion, Verdict } from "@vmoe-bench/measure";
import { accuracyOf, cellsOf, completed, latencyOf, type Cell } from "./cell.ts";
import type { RunData } from "./run-data.ts";

/** One arm in two runs of the same. Times are medians of a batch, in ms. */
export type Regression =
  | {
      readonly arm: Arm;
      readonly status: "compared";
      readonly beforeMs: number;
      readonly afterMs: number;
      /** The later run over the earlier one. */
      readonly ratio: MedianRatio;
      /** By the claim rule, as for any ratio (rule 6). */
      readonly verdict: Verdict;
      readonly top1: { readonly before: Proportion | null; readonly after: Proportion | null };
    }
  | { readonly arm: Arm; readonly status: "not-compared"; readonly reason: string };

export interface RegressionReport {
  readonly before: string;
  readonly after: string;
  readonly device: string;
  readonly threshold: number;
  readonly arms: readonly Regression[];
  /** What else differs between the runs that a reader should know. */
  readonly notes: readonly string[];
}

/** Why two runs are no runs of the same; undefined where they are. */
export function whyNotSame(before: RunData, after: RunData): string | undefined {
  const [a, b] = [before.manifest, after.manifest];
  if (a.device.id !== b.device.id)
    return `they ran on different devices, "${a.device.id}" and "${b.device.id}"`;
  if (a.suite.name !== b.suite.name)
    return `they are of different suites, "${a.suite.name}" and "${b.suite.name}"`;
  if (major(a.suite.version) !== major(b.suite.version))
    return `their suite's versions are ${a.suite.version} and ${b.suite.version}`;
  return undefined;
}

function major(version: string): string {
  return version.split(".")[0] ?? version;
}

/**
 * What got slower from one run to another. They are not interleaved, so what changed the machine in
 * between changed the numbers, too; the ratios to dense inside each run stay the better evidence.
 * Pure: the same files give the same report.
 */
export function regressionOf(before: RunData, after: RunData): RegressionReport {
  const threshold = after.manifest.suite.claimThreshold;
  const later = new Map(cellsOf(after).map((cell) => [armKey(cell.arm), cell]));
  return {
    before: before.manifest.id,
    after: after.manifest.id,
    device: after.manifest.device.name,
    threshold,
    arms: cellsOf(before).map((cell) => compared(cell, later.get(armKey(cell.arm)), threshold)),
    notes: notesOn(before, after),
  };
}

function compared(before: Cell, after: Cell | undefined, threshold: number): Regression {
  const { arm } = before;
  const not = (reason: string): Regression => ({ arm, status: "not-compared", reason });
  if (after === undefined) return not("it is not in the later run");
  for (const kind of ["model", "dataset"] as const)
    if (differ(hashes(before, kind), hashes(after, kind)))
      return not(kind === "model" ? "the model is another one" : "the data set is another one");
  const [earlier, later] = [before, after].map((cell) =>
    cell.latency.flatMap((outcome) => latencyOf(outcome)?.samplesMs ?? []),
  );
  const ratio = independentMedianRatio(blocksOf(after), blocksOf(before));
  const beforeMs = median(earlier ?? []);
  const afterMs = median(later ?? []);
  if (ratio === undefined || beforeMs === undefined || afterMs === undefined)
    return not("there are not enough samples");
  return {
    arm,
    status: "compared",
    beforeMs,
    afterMs,
    ratio,
    verdict: verdictOf(ratio, threshold),
    top1: { before: top1Of(before), after: top1Of(after) },
  };
}

function blocksOf({ latency }: Cell): number[][] {
  return latency.flatMap((outcome) => {
    const found = latencyOf(outcome);
    return found === undefined ? [] : [found.samplesMs];
  });
}

function top1Of({ accuracy }: Cell): Proportion | null {
  const found = accuracy.map(accuracyOf).find((one) => one !== undefined);
  return (found && top1(found.labels, found.predicted)) ?? null;
}

/** Only where both are known. */
function differ(before: readonly string[], after: readonly string[]): boolean {
  return before.length > 0 && after.length > 0 && !before.some((hash) => after.includes(hash));
}

function hashes({ latency }: Cell, kind: "model" | "dataset"): string[] {
  return completed(latency).map(({ provenance }) => provenance[kind].sha256);
}

function notesOn(before: RunData, after: RunData): string[] {
  const [a, b] = [before, after].map(({ records }) => {
    const [first] = records.filter((record) => record.status === "completed");
    return first?.provenance;
  });
  if (a === undefined || b === undefined) return [];
  const versions = new Set([
    ...Object.keys(a.runtime.versions),
    ...Object.keys(b.runtime.versions),
  ]);
  const facts: (readonly [string, string | null, string | null])[] = [
    ["harness commit", a.harness.commit, b.harness.commit],
    ["system", a.system.release, b.system.release],
    ["governor", a.system.governor, b.system.governor],
    ...[...versions].map(
      (name) => [name, a.runtime.versions[name] ?? null, b.runtime.versions[name] ?? null] as const,
    ),
  ];
  return facts
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => `${name}: ${was ?? "not known"}, then ${is ?? "not known"}`);
}
