import type { TrainedRow, Training } from "../../data/training-schema.ts";

/** What training found at one size: the model that stands for it. */
export interface TrainingFinding {
  /** "6x16 on cifar100" */
  readonly size: string;
  readonly dense: TrainedRow;
  readonly sparse: TrainedRow;
  /** Over the dense baseline on the test images, in points. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A model a size, smallest first: of those that were tested with an interval over seeds and that the
 * paper has a number for, the one whose dense baseline is the best; of several, the one with more seeds.
 */
export function trainingFindings({ groups }: Training): TrainingFinding[] {
  const found = groups.flatMap(({ size, baseline, rows }) => {
    const dense = rows.find(({ recipe }) => recipe === baseline);
    if (dense === undefined) return [];
    return rows.flatMap((sparse): TrainingFinding[] => {
      const { testGain, paper } = sparse;
      if (testGain === null || testGain.low === null || testGain.high === null) return [];
      if (paper === null || sparse === dense) return [];
      const { value, low, high } = testGain;
      return [{ size, dense, sparse, value, low, high }];
    });
  });
  const sizes = [...new Set(found.map(({ size }) => size))];
  return sizes.flatMap((size) => {
    const own = found.filter((one) => one.size === size);
    return (
      own.toSorted((a, b) => heldOut(b) - heldOut(a) || b.sparse.seeds - a.sparse.seeds)[0] ?? []
    );
  });
}

/** Of the dense baseline's last epoch, over its seeds. */
function heldOut({ dense }: TrainingFinding): number {
  const last = dense.curves.flatMap(({ heldOutAccuracy }) => heldOutAccuracy.at(-1) ?? []);
  return last.reduce((sum, value) => sum + value, 0) / Math.max(1, last.length);
}
