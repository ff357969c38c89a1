import { apartFromQueries, armKey } from "@vmoe-bench/contracts";
import { mcNemar, top1, type McNemar } from "@vmoe-bench/measure";
import { accuracyIn, type Cell } from "./cell.ts";

/** A cell's accuracy beside the reference's, on the same images (rule 12). */
export interface BesideReference {
  /** Images whose outputs were compared with the reference interpreter's, logit by logit. */
  readonly images: number;
  /** How many of them are further off than the tolerance. */
  readonly differing: number;
  /** Relative to the largest logit of an image; null where one is no number. */
  readonly largestDifference: number | null;
  /** Null where only top-1 is compared, as of int8. */
  readonly tolerance: number | null;
  /** What top-1 is compared with: an arm that agrees with the interpreter, or the interpreter. */
  readonly with: string;
  /** Top-1 as a part of the reference's; null where that one has no image right. */
  readonly part: number | null;
  /** Paired on the same images: those that only this arm got right, only the reference, and p. */
  readonly paired: McNemar | null;
}

const interpreter = "reference interpreter";

/**
 * The interpreter is slow, so it judges a few images. Another arm of the same model in float32 that
 * agrees with it on all of them stands for it on the rest; where there is none, those few are all.
 * @param cells of the run, in its order
 */
export function besideReference(cell: Cell, cells: readonly Cell[]): BesideReference | null {
  const own = accuracyIn(cell);
  if (own === undefined || own.reference === null) return null;
  const { predicted, differing, largestDifference, tolerance } = own.reference;
  const stand = cells.find((other) => standsFor(other, cell));
  const theirs = stand && accuracyIn(stand)?.predicted;
  const wholly = theirs?.length === own.predicted.length;
  const all = wholly ? theirs : predicted;
  // No schema binds the lengths of a record's lists to each other.
  const n = Math.min(all.length, own.predicted.length, own.labels.length);
  const first = (list: readonly number[]) => list.slice(0, n);
  const pairs = { labels: first(own.labels), arm: first(own.predicted), baseline: first(all) };
  const [ours, reference] = [pairs.arm, pairs.baseline].map((found) => top1(pairs.labels, found));
  const comparable = ours !== undefined && reference !== undefined && reference.value > 0;
  return {
    images: predicted.length,
    differing,
    largestDifference,
    tolerance,
    with: stand !== undefined && wholly ? armKey(stand.arm) : interpreter,
    part: comparable ? ours.value / reference.value : null,
    paired: mcNemar(pairs) ?? null,
  };
}

/** Another arm: one that is its own reference has nothing to fear. */
function standsFor({ arm, ...other }: Cell, { arm: own }: Cell): boolean {
  if (armKey(apartFromQueries(arm)) === armKey(apartFromQueries(own))) return false;
  if (arm.model !== own.model || arm.data !== own.data) return false;
  if ((arm.control === "frozen-router") !== (own.control === "frozen-router")) return false;
  const reference = accuracyIn({ arm, ...other })?.reference ?? null;
  return arm.precision === "float32" && reference?.tolerance !== null && reference?.differing === 0;
}
