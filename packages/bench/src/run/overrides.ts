import { check, suiteSchema, type Scenario, type Suite } from "@vmoe-bench/contracts";

/** What the command line changes of a suite; undefined leaves it as it is. */
export interface Overrides {
  readonly backends: readonly string[] | undefined;
  readonly models: readonly string[] | undefined;
  readonly strategies: readonly string[] | undefined;
  readonly precisions: readonly string[] | undefined;
  readonly expertCaps: readonly (number | null)[] | undefined;
  readonly batches: readonly number[] | undefined;
  readonly threads: readonly number[] | undefined;
  readonly scenarios: readonly Scenario[] | undefined;
  readonly controls: readonly string[] | undefined;
  /** Keys of arms. */
  readonly only: readonly string[] | undefined;
  readonly firstEver: boolean | undefined;
  readonly coolDownSeconds: number | undefined;
  readonly software: boolean | undefined;
  /** Of the whole run. */
  readonly budgetSeconds: number | undefined;
  /** Images whose outputs are compared with the reference interpreter's. */
  readonly referenceImages: number | undefined;
  /** As a part of the ratio. */
  readonly ratioHalfWidth: number | undefined;
  readonly profile: string | undefined;
  readonly images: number | undefined;
  /** Images that it is proven on which experts ran. */
  readonly proofImages: number | undefined;
}

/**
 * @throws InvalidValueError when the suite is not valid with them
 */
export function withOverrides(suite: Suite, overrides: Overrides): Suite {
  const { images, ...others } = overrides;
  const known: readonly string[] = Object.keys(suiteSchema.shape);
  const changed = Object.entries(others).filter(
    ([name, value]) => known.includes(name) && value !== undefined,
  );
  // A strategy that is asked for by name is wanted wherever it can run.
  const exclude =
    others.strategies === undefined
      ? suite.exclude
      : suite.exclude.filter(({ strategy }) => strategy === undefined);
  const dataset = images === undefined ? suite.dataset : { ...suite.dataset, images };
  return check(
    suiteSchema,
    { ...suite, exclude, ...Object.fromEntries(changed), dataset },
    "the command line",
  );
}
