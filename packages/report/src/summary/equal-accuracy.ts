import { armKey, type Arm } from "@vmoe-bench/contracts";
import type { AccuracyDifference, MedianRatio } from "@vmoe-bench/measure";
import { completed, type Cell } from "./cell.ts";
import { latencyRatio } from "./latency-ratio.ts";
import { pairedGain } from "./paired-gain.ts";

/** What a model with experts saves: the largest dense model of the run that it is as good as. */
export interface EqualAccuracy {
  readonly dense: string;
  /** Top-1 less the dense model's, in parts of 1; paired over the same images. */
  readonly difference: AccuracyDifference;
  /** Latency over the dense model's; null where no round has both. */
  readonly ratio: MedianRatio | null;
}

/**
 * Of the dense models that run the same way, the one with the most active FLOPs whose top-1 is not
 * above the cell's.
 * @param cells of the run
 * @returns null where fewer than two dense models can be asked, or the cell is below all of them
 */
export function equalAccuracy(
  cell: Cell,
  cells: readonly Cell[],
  baselines: Readonly<Record<string, string | undefined>>,
  seed: number,
): EqualAccuracy | null {
  if (baselines[cell.arm.model] === undefined || cell.arm.control !== "none") return null;
  const dense = cells.filter(
    ({ arm }) =>
      baselines[arm.model] === undefined &&
      armKey({ ...arm, model: cell.arm.model }) === armKey(densely(cell.arm)),
  );
  if (dense.length < 2) return null;
  const matched = dense
    .toSorted((a, b) => activeFlops(b) - activeFlops(a))
    .map((other) => ({ other, difference: pairedGain(cell, other, seed) }))
    .find(({ difference }) => difference !== undefined && difference.difference >= 0);
  if (matched?.difference === undefined) return null;
  const { other, difference } = matched;
  return { dense: other.arm.model, difference, ratio: latencyRatio(cell, other) ?? null };
}

/** The arm, were its model dense. */
function densely(arm: Arm): Arm {
  return { ...arm, strategy: "dense", expertCap: null };
}

function activeFlops(cell: Cell): number {
  const [cost] = completed([...cell.accuracy, ...cell.latency]).flatMap(({ measurement }) =>
    measurement.kind === "proof" ? [] : [measurement.cost],
  );
  return cost === undefined || "unknownOperators" in cost.flops ? 0 : cost.flops.active.macs2;
}
