import { armKey, type Arm } from "@vmoe-bench/contracts";
import type { MedianRatio } from "@vmoe-bench/measure";
import type { Summary } from "./row.ts";

/** What a second run of the same suite says of an arm's ratio to its dense twin. */
export type Agreement =
  | {
      readonly arm: Arm;
      readonly status: "agrees" | "differs";
      readonly before: MedianRatio;
      readonly after: MedianRatio;
    }
  | { readonly arm: Arm; readonly status: "not enough" };

/** Of every arm that has a twin: two intervals agree where they overlap. */
export function agreementOf(before: Summary, after: Summary): Agreement[] {
  const again = new Map(after.rows.map((row) => [armKey(row.arm), row]));
  return before.rows
    .filter(({ twin }) => twin !== null)
    .map(({ arm, ratio }) => {
      const found = again.get(armKey(arm))?.ratio ?? null;
      if (ratio === null || found === null) return { arm, status: "not enough" };
      const overlap = ratio.low <= found.high && found.low <= ratio.high;
      return { arm, status: overlap ? "agrees" : "differs", before: ratio, after: found };
    });
}
