import { strategyName, type AccuracyMeasurement } from "@vmoe-bench/contracts";
import { accuracyIn, type Cell } from "./cell.ts";

/** How the classes that a cell predicts differ from those of the run's other ways to run its model. */
export interface OtherClasses {
  /** Images that both predicted. */
  readonly images: number;
  /** Those that get another class; never 0. */
  readonly differing: number;
  /** "ort-node/cpu split": of the ways to run it, the one with the most images. */
  readonly than: string;
}

/**
 * In float32 every backend and strategy gives an image the same class: the same model, and rounding
 * that no image is as near to a tie as. Other precisions move classes, and are not compared.
 * @param cells of the run, in its order
 * @returns undefined where none differs, or nothing is there to compare with
 */
export function otherClasses(cell: Cell, cells: readonly Cell[]): OtherClasses | undefined {
  const own = accuracyIn(cell);
  const alike = cells.filter((other) => areOneModel(cell, other));
  const [most] = alike
    .flatMap((other) => {
      const accuracy = accuracyIn(other);
      return accuracy === undefined ? [] : [{ other, found: accuracy }];
    })
    .toSorted((a, b) => b.found.predicted.length - a.found.predicted.length);
  if (own === undefined || most === undefined || most.other === cell) return undefined;
  const images = Math.min(own.predicted.length, most.found.predicted.length);
  const first = ({ labels }: AccuracyMeasurement) => labels.slice(0, images).join();
  if (first(own) !== first(most.found)) return undefined;
  const differing = own.predicted
    .slice(0, images)
    .filter((predicted, i) => predicted !== most.found.predicted[i]).length;
  const { arm } = most.other;
  const than = `${arm.backend} ${strategyName(arm)}`;
  return differing === 0 ? undefined : { images, differing, than };
}

function areOneModel({ arm: a }: Cell, { arm: b }: Cell): boolean {
  return (
    a.model === b.model &&
    a.data === b.data &&
    a.precision === "float32" &&
    b.precision === "float32" &&
    (a.control === "frozen-router") === (b.control === "frozen-router")
  );
}
