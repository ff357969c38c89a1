import { armKey, type Arm } from "@vmoe-bench/contracts";
import type { MedianRatio } from "@vmoe-bench/measure";
import type { Row, Summary } from "./row.ts";

/** What a second run of the same suite says of an arm. */
export type Agreement =
  | {
      readonly arm: Arm;
      /** Its latency over its dense baseline's. */
      readonly of: "ratio";
      readonly status: "agrees" | "differs";
      readonly before: MedianRatio;
      readonly after: MedianRatio;
    }
  | {
      readonly arm: Arm;
      /** The latency of an arm that is compared with nothing, in ms. */
      readonly of: "median";
      readonly status: "agrees" | "differs";
      readonly before: number;
      readonly after: number;
    }
  | { readonly arm: Arm; readonly of: "nothing"; readonly status: "not enough" };

/** Medians of two runs that are further apart than this differ (rule 6's effect). */
const medianLimit = 1.05;

/**
 * What two runs say of every arm that has a baseline: two intervals agree where they overlap. Where the
 * second run has none, as one of a dense arm alone, medians are compared; they hold for the machine's
 * state, too, and ratios do not.
 */
export function agreementOf(before: Summary, after: Summary): Agreement[] {
  const again = new Map(after.rows.map((row) => [armKey(row.arm), row]));
  const compared = before.rows.filter(({ baseline }) => baseline !== null);
  const alone = after.rows.length > 0 && after.rows.every(({ baseline }) => baseline === null);
  if (!alone) return compared.map((row) => ofRatio(row, again.get(armKey(row.arm))));
  return before.rows.flatMap((row) => {
    const later = again.get(armKey(row.arm));
    return later === undefined ? [] : [ofMedian(row, later)];
  });
}

/** Whether some arm could be compared, and none differs. */
export function isConfirmed(found: readonly Agreement[]): boolean {
  return (
    found.some(({ status }) => status === "agrees") &&
    !found.some(({ status }) => status === "differs")
  );
}

function ofRatio({ arm, ratio }: Row, again: Row | undefined): Agreement {
  const later = again?.ratio ?? null;
  if (ratio === null || later === null) return { arm, of: "nothing", status: "not enough" };
  const overlap = ratio.low <= later.high && later.low <= ratio.high;
  return { arm, of: "ratio", status: overlap ? "agrees" : "differs", before: ratio, after: later };
}

function ofMedian({ arm, latency }: Row, again: Row): Agreement {
  const [before, after] = [latency?.medianMs ?? null, again.latency?.medianMs ?? null];
  if (before === null || after === null) return { arm, of: "nothing", status: "not enough" };
  const factor = Math.max(after / before, before / after);
  return { arm, of: "median", status: factor <= medianLimit ? "agrees" : "differs", before, after };
}

/** A summary of the rows of these arms alone, by key. */
export function withArms(summary: Summary, keys: ReadonlySet<string>): Summary {
  return { ...summary, rows: summary.rows.filter(({ arm }) => keys.has(armKey(arm))) };
}
