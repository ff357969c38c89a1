import type { Arm } from "@vmoe-bench/contracts";
import {
  accuracyDifference,
  independentMedianRatio,
  mcNemar,
  median,
  top1,
  verdictOf,
  type AccuracyDifference,
  type MedianRatio,
  type Proportion,
  type Verdict,
} from "@vmoe-bench/measure";
import { accuracyIn, type Cell, completed, countBlocks, latenciesIn, reasonsOf } from "./cell.ts";

/** One arm in two runs of the same. Times are medians of a batch, in ms. */
interface Measured {
  readonly arm: Arm;
  readonly beforeMs: number;
  readonly afterMs: number;
  /** The later run over the earlier one. */
  readonly ratio: MedianRatio;
  readonly top1: {
    readonly before: Proportion | null;
    readonly after: Proportion | null;
    /** Null where they are not of the same images. */
    readonly change: Top1Change | null;
  };
}

/** The later run's top-1 less the earlier one's, on the same images. */
export interface Top1Change extends AccuracyDifference {
  /** McNemar's, two-sided. */
  readonly pValue: number;
  readonly verdict: "lower" | "higher" | "no-difference";
}

/** A top-1 that is lower or higher with at most this p value has changed. */
const significance = 0.05;

/**
 * `compared`: by the claim rule, as for any ratio (rule 6). `no-claim`: it is invalid in a run. `lost`:
 * it was measured before, and its blocks failed now or are unsupported. `new`: only the later run has it.
 */
export type Regression =
  | (Measured & { readonly status: "compared"; readonly verdict: Verdict })
  | (Measured & {
      readonly status: "no-claim";
      readonly invalid: "before" | "after" | "both";
      readonly reason: string;
    })
  | {
      readonly arm: Arm;
      readonly status: "lost";
      readonly end: "failed" | "unsupported";
      readonly reason: string;
    }
  | { readonly arm: Arm; readonly status: "not-compared"; readonly reason: string }
  | { readonly arm: Arm; readonly status: "new" };

export interface JudgedCell extends Cell {
  /** Why nothing may be claimed of it; empty where it can be trusted. */
  readonly invalid: readonly string[];
}

/** One arm of two runs. */
export function compared(before: JudgedCell, after: JudgedCell, threshold: number): Regression {
  const { arm } = before;
  const not = (reason: string): Regression => ({ arm, status: "not-compared", reason });
  if (differ(datasets(before), datasets(after))) return not("the data set is another one");
  const ratio = independentMedianRatio(blocksOf(after), blocksOf(before));
  const beforeMs = median(blocksOf(before).flat());
  const afterMs = median(blocksOf(after).flat());
  if (ratio === undefined || beforeMs === undefined || afterMs === undefined)
    return unmeasured(before, after);
  const both = { before: top1Of(before), after: top1Of(after), change: top1Change(before, after) };
  return claimed(
    { arm: after.arm, beforeMs, afterMs, ratio, top1: both },
    { before, after, threshold },
  );
}

interface Between {
  readonly before: JudgedCell;
  readonly after: JudgedCell;
  readonly threshold: number;
}

function claimed(measured: Measured, { before, after, threshold }: Between): Regression {
  const [was, is] = [before, after].map(({ invalid }) => invalid.join(", "));
  if (was === "" && is === "")
    return { ...measured, status: "compared", verdict: verdictOf(measured.ratio, threshold) };
  const [invalid, reason] =
    was === ""
      ? (["after", `it is invalid in the later run (${is})`] as const)
      : is === ""
        ? (["before", `it is invalid in the earlier run (${was})`] as const)
        : (["both", `it is invalid in both runs (${was}; then ${is})`] as const);
  return { ...measured, status: "no-claim", invalid, reason };
}

/** Why two cells have no ratio. */
function unmeasured(before: Cell, after: Cell): Regression {
  const { arm } = before;
  const wasMeasured = isMeasured(before);
  const { failed, unsupported, planned } = countBlocks(after.latency);
  if (!wasMeasured || failed + unsupported === 0) {
    const [word, cell] = wasMeasured ? ["later", after] : ["earlier", before];
    const reason = `in the ${word} run ${whyUnmeasured(cell)}`;
    return { arm, status: "not-compared", reason };
  }
  const end = failed > 0 ? "failed" : "unsupported";
  const reason = `it was measured before, and now ${failed + unsupported} of its ${planned} blocks ${endsOf(after)}`;
  return { arm, status: "lost", end, reason };
}

function isMeasured(cell: Cell): boolean {
  return independentMedianRatio(blocksOf(cell), blocksOf(cell)) !== undefined;
}

function whyUnmeasured(cell: Cell): string {
  const { completed: done, failed, unsupported } = countBlocks(cell.latency);
  if (failed + unsupported > 0) return `its blocks ${endsOf(cell)}`;
  return done === 0 ? "it was not run" : "there are not enough samples";
}

/** "failed: It fell over. Run it again", with no full stop at its end. */
function endsOf({ latency }: Cell): string {
  const { failed } = countBlocks(latency);
  const word = failed > 0 ? "failed" : "are unsupported";
  return `${word}: ${reasonsOf(latency).join(" ").replace(/\.$/, "")}`;
}

function blocksOf(cell: Cell): number[][] {
  return latenciesIn(cell).map(({ samplesMs }) => samplesMs);
}

function top1Of(cell: Cell): Proportion | null {
  const accuracy = accuracyIn(cell);
  return (accuracy && top1(accuracy.labels, accuracy.predicted)) ?? null;
}

/** On the images that both runs predicted: each took the first of the split. */
function top1Change(before: Cell, after: Cell): Top1Change | null {
  const [was, is] = [accuracyIn(before), accuracyIn(after)];
  if (was === undefined || is === undefined) return null;
  const n = Math.min(...[was, is].flatMap((one) => [one.labels.length, one.predicted.length]));
  const first = (list: readonly number[]) => list.slice(0, n);
  const labels = first(was.labels);
  if (labels.join() !== first(is.labels).join()) return null;
  const pairs = { labels, arm: first(is.predicted), baseline: first(was.predicted) };
  const [test, difference] = [mcNemar(pairs), accuracyDifference(pairs, { seed: 0 })];
  if (test === undefined || difference === undefined) return null;
  const clear = test.pValue <= significance;
  const direction = difference.difference < 0 ? "lower" : "higher";
  return { ...difference, pValue: test.pValue, verdict: clear ? direction : "no-difference" };
}

/** Only where both are known. */
function differ(before: readonly string[], after: readonly string[]): boolean {
  return before.length > 0 && after.length > 0 && !before.some((hash) => after.includes(hash));
}

function datasets({ latency }: Cell): string[] {
  return completed(latency).map(({ provenance }) => provenance.dataset.sha256);
}
