import { type Arm, armKey, type ModelCost, type Proof } from "@vmoe-bench/contracts";
import {
  type AccuracyDifference,
  type MedianRatio,
  type Proportion,
  validityReasons,
  type Verdict,
  verdictOf,
  verdictText,
} from "@vmoe-bench/measure";
import type { BlockCounts } from "./cell.ts";
import type { Footprint, Start } from "./footprint.ts";
import type { Latency, Minute } from "./latency.ts";
import type { EqualAccuracy } from "./equal-accuracy.ts";
import type { BesideReference } from "./reference.ts";
import type { CellValidity } from "./validity.ts";

/** One arm of a run. `null` where the records do not hold enough for a number. */
export interface Row {
  readonly arm: Arm;
  /** The model's under this strategy, per image. */
  readonly cost: ModelCost | null;
  /** Bytes of all prepared files of the model; what is read of them is in `footprint`. */
  readonly artifactBytes: number | null;
  readonly top1: Proportion | null;
  readonly latency: Latency | null;
  /** The median of each minute that was measured; empty but in sustained runs. */
  readonly curve: readonly Minute[];
  readonly footprint: Footprint | null;
  /** Starts with nothing prepared, and starts of a session; warm is `latency` (rule 2). */
  readonly starts: { readonly firstEver: Start | null; readonly coldSession: Start | null };
  /** Its outputs and top-1 beside the reference's; null where that was not asked for. */
  readonly reference: BesideReference | null;
  /** How it was shown which experts ran; empty where that was not asked for. */
  readonly proofs: readonly Proof[];
  /** The dense model that `ratio` is against; null for a dense model. */
  readonly baseline: string | null;
  /** Top-1 less the baseline's, in parts of 1, paired; null where they did not see the same images. */
  readonly gain: AccuracyDifference | null;
  /** Latency over the baseline's. */
  readonly ratio: MedianRatio | null;
  /** As `rowVerdict` says it. */
  readonly verdict: RowVerdict;
  /** "1.08x slower", "no difference shown", "no claim: the row is invalid", … */
  readonly verdictText: string;
  /** A larger dense model that is no better; null for a dense arm, and where the run has only one. */
  readonly equalAccuracy: EqualAccuracy | null;
  /** How far the row can be trusted; null for one without any latency. */
  readonly validity: CellValidity | null;
  /** Makes this row again, with what it is compared with. */
  readonly command: string;
  readonly blocks: BlockCounts;
  /** Those of them that measure latency. */
  readonly latencyBlocks: BlockCounts;
  /** Why blocks did not complete, each reason once, with its remedy. */
  readonly reasons: readonly string[];
}

/** A run as a table: everything in it is recomputed from the manifest and the records. */
export interface Summary {
  readonly runId: string;
  readonly suite: string;
  readonly profile: string;
  readonly device: { readonly id: string; readonly name: string; readonly threads: number };
  readonly dataset: string;
  /** "fashion-mnist/test": what arms ran on whose own `data` is null. */
  readonly data: string;
  readonly startedAt: string;
  readonly command: string;
  readonly blocks: BlockCounts;
  /** Whether it was stopped, or goes on: what it says may still change. */
  readonly unfinished: boolean;
  /** In the order of the suite. */
  readonly rows: readonly Row[];
}

/**
 * `baseline` for an arm that is compared with nothing, `no-baseline` where what it is compared with
 * is not in the run, `no-claim` for a row that is invalid.
 */
type RowVerdict = Verdict | "baseline" | "no-baseline" | "no-claim";

interface Claimed {
  /** The model that it is compared with, and whether that is in the run. */
  readonly baseline: { readonly model: string; readonly isThere: boolean } | undefined;
  /** Undefined where there was too little for one. */
  readonly ratio: MedianRatio | undefined;
  readonly validity: CellValidity | null;
}

/** What is said of a row's ratio, and in words; of an invalid row nothing is (rule 12). */
export function rowVerdict(
  { baseline, ratio, validity }: Claimed,
  threshold: number,
): { readonly verdict: RowVerdict; readonly verdictText: string } {
  if (baseline === undefined) return { verdict: "baseline", verdictText: "baseline" };
  if (validity !== null && invalidCodes(validity).some((code) => code !== "not-enough"))
    return { verdict: "no-claim", verdictText: "no claim: the row is invalid" };
  if (!baseline.isThere)
    return {
      verdict: "no-baseline",
      verdictText: `not compared: ${baseline.model} is not in this run`,
    };
  const claimable = validity?.level === "invalid" ? undefined : ratio;
  return {
    verdict: verdictOf(claimable, threshold),
    verdictText: verdictText(claimable, threshold),
  };
}

/** The reasons that make a cell invalid; none for one that is semi-valid. */
export function invalidCodes({ reasons }: CellValidity) {
  return reasons
    .map(({ code }) => code)
    .filter((code) => validityReasons[code].level === "invalid");
}

interface Published {
  readonly summary: Summary;
  /** Names of the arms that are left out. */
  readonly leftOut: readonly string[];
}

/** Emulated hardware is right and slow: its rows are in no table that is shown to others (rule 11). */
export function withoutSoftware(summary: Summary): Published {
  const leftOut = summary.rows.filter(isEmulated).map(({ arm }) => armKey(arm));
  return { summary: { ...summary, rows: summary.rows.filter((row) => !isEmulated(row)) }, leftOut };
}

function isEmulated({ validity }: Row): boolean {
  return validity?.reasons.some(({ code }) => code === "software-adapter") ?? false;
}
