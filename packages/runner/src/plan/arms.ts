import type { Arm, Exclusion, Strategy, Suite } from "@vmoe-bench/contracts";
import { EmptyMatrixError, MatrixTooLargeError } from "./plan-errors.ts";

/** What the plan must know of a model. */
export interface PlannedModel {
  readonly id: string;
  readonly hasExperts: boolean;
  /** Id of the dense model of equal active FLOPs; absent for a dense model. */
  readonly twin?: string;
}

/** More would take weeks, and is a slip. */
const mostArms = 10_000;

/**
 * Models x backends x strategies x precisions x batches, less what is excluded. A dense model has the
 * one strategy `dense`, and only `split-lazy` has caps. A name that is listed twice counts once.
 * @throws MatrixTooLargeError; EmptyMatrixError where everything is excluded
 */
export function armsOf(
  suite: Suite,
  models: readonly PlannedModel[],
  batches: readonly number[],
  threads: number,
): Arm[] {
  requireSize(suite, batches);
  const strategies = ({ hasExperts }: PlannedModel): readonly Strategy[] =>
    hasExperts ? distinct(suite.strategies) : ["dense"];
  const caps = (strategy: Strategy) =>
    strategy === "split-lazy" ? distinct(suite.expertCaps) : [null];
  const arms = models.flatMap(({ id: model, ...facts }) =>
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
  const kept = arms.filter((arm) => !suite.exclude.some((rule) => matches(rule, arm)));
  if (kept.length === 0) throw new EmptyMatrixError(suite.name);
  return kept;
}

function requireSize(suite: Suite, batches: readonly number[]): void {
  const { models, backends, strategies, expertCaps, precisions } = suite;
  const axes = [models, backends, strategies, expertCaps, precisions, batches];
  const count = axes.reduce((product, axis) => product * distinct<unknown>(axis).length, 1);
  if (count > mostArms) throw new MatrixTooLargeError(suite.name, count, mostArms);
}

/** Every value that the rule names is the arm's. */
function matches(rule: Exclusion, arm: Arm): boolean {
  const named: Readonly<Record<string, unknown>> = rule;
  const own: Readonly<Record<string, unknown>> = arm;
  return Object.keys(named).every((key) => named[key] === own[key]);
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
