import { type Arm, armKey } from "@vmoe-bench/contracts";
import { accuracyDifference, type AccuracyDifference, type MedianRatio } from "@vmoe-bench/measure";
import { type Cell, completed } from "./cell.ts";
import { latencyRatio } from "./latency.ts";

/** What a model with experts saves: the largest dense model of the run that it is as good as. */
export interface EqualAccuracy {
  readonly dense: string;
  /** Top-1 less the dense model's, in parts of 1; paired over the same images. */
  readonly difference: AccuracyDifference;
  /** Latency over the dense model's; null where no round has both. */
  readonly ratio: MedianRatio | null;
}

/**
 * The dense model with the most active FLOPs, among those that run the same way, whose top-1 is not
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

/**
 * Top-1 of a cell less another's, in parts of 1, paired over the same images. Models may have the same
 * classes in another order: an image's label is then another output of each.
 * @returns undefined where one has no accuracy, or on other images
 */
export function pairedGain(cell: Cell, other: Cell, seed: number): AccuracyDifference | undefined {
  const [own, theirs] = [predictionsOf(cell), predictionsOf(other)];
  if (own === undefined || theirs === undefined) return undefined;
  const areSameNames = own.names !== undefined && own.names === theirs.names;
  const sameLabels = theirs.labels.join() === own.labels.join();
  if (!sameLabels && !(areSameNames && areRenumbered(own.labels, theirs.labels))) return undefined;
  const { labels, predicted: arm } = own;
  const images = labels.length;
  if (arm.length !== images || theirs.predicted.length !== images) return undefined;
  const baseline = labels.map((label, i) =>
    theirs.predicted[i] === theirs.labels[i] ? label : wrong,
  );
  return accuracyDifference({ labels, arm, baseline }, { seed });
}

/** An output that no model has. */
const wrong = -1;

interface Predictions {
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  /** A hash of the images' names; of data sets with a name and of older records undefined. */
  readonly names: string | undefined;
}

function predictionsOf({ accuracy }: Cell): Predictions | undefined {
  const [predictions] = completed(accuracy).flatMap(({ measurement, provenance }) => {
    if (measurement.kind !== "accuracy") return [];
    const { labels, predicted } = measurement;
    return [{ labels, predicted, names: provenance.dataset.decoding?.namesSha256 }];
  });
  return predictions;
}

/** Whether images of one label have one label there, too, and images of several have several. */
function areRenumbered(labels: readonly number[], others: readonly number[]): boolean {
  const pairs = new Set(labels.map((label, i) => `${label} ${others[i]}`)).size;
  return (
    labels.length === others.length &&
    pairs === new Set(labels).size &&
    pairs === new Set(others).size
  );
}
