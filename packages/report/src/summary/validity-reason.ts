import type { ReasonCode } from "@vmoe-bench/measure";

/** Why a cell is not valid, and in how many of its blocks where that is about blocks. */
export interface ValidityReason {
  readonly code: ReasonCode;
  /** "in 2 of 5 blocks"; empty where it is about the cell. */
  readonly detail: string;
}
