import type { Arm, Strategy, Suite } from "@vmoe-bench/contracts";

/** What the plan must know of a model. */
export interface PlannedModel {
  readonly id: string;
  readonly hasExperts: boolean;
  /** Id of the dense model of equal active FLOPs; absent for a dense model. */
  readonly twin?: string;
}

/**
 * Models x backends x strategies x precisions x batches. A dense model has the one strategy `dense`,
 * and only `split-lazy` has caps. A name that is listed twice counts once.
 */
export function armsOf(
  suite: Suite,
  models: readonly PlannedModel[],
  batches: readonly number[],
  threads: number,
): Arm[] {
  const strategies = ({ hasExperts }: PlannedModel): readonly Strategy[] =>
    hasExperts ? distinct(suite.strategies) : ["dense"];
  const caps = (strategy: Strategy) =>
    strategy === "split-lazy" ? distinct(suite.expertCaps) : [null];
  return models.flatMap(({ id: model, ...facts }) =>
    distinct(suite.backends).flatMap((backend) =>
      strategies({ id: model, ...facts }).flatMap((strategy) =>
        caps(strategy).flatMap((expertCap) =>
          distinct(suite.precisions).flatMap((precision) =>
            distinct(batches).map((batch) => ({
              model,
              backend,
              strategy,
              batch,
              threads,
              precision,
              expertCap,
            })),
          ),
        ),
      ),
    ),
  );
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
