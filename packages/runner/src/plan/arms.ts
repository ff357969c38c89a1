import type { Arm, Strategy, Suite } from "@vmoe-bench/contracts";

/** What the plan must know of a model. */
export interface PlannedModel {
  readonly id: string;
  readonly hasExperts: boolean;
  /** Id of the dense model of equal active FLOPs; absent for a dense model. */
  readonly twin?: string;
}

/**
 * Models x backends x strategies x batches. A dense model has the one strategy `dense`. A name that
 * is listed twice counts once.
 */
export function armsOf(
  suite: Suite,
  models: readonly PlannedModel[],
  batches: readonly number[],
  threads: number,
): Arm[] {
  const strategies = ({ hasExperts }: PlannedModel): readonly Strategy[] =>
    hasExperts ? distinct(suite.strategies) : ["dense"];
  return models.flatMap((model) =>
    distinct(suite.backends).flatMap((backend) =>
      strategies(model).flatMap((strategy) =>
        distinct(batches).map((batch) => ({ model: model.id, backend, strategy, batch, threads })),
      ),
    ),
  );
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
