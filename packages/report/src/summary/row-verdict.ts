import {
  validityReasons,
  verdictOf,
  verdictText,
  type MedianRatio,
  type Verdict,
} from "@vmoe-bench/measure";
import type { CellValidity } from "./validity.ts";

/**
 * `baseline` for an arm that is compared with nothing, `no-baseline` where what it is compared with
 * is not in the run, `no-claim` for a row that is invalid.
 */
export type RowVerdict = Verdict | "baseline" | "no-baseline" | "no-claim";

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
