import { check, suiteSchema, type Suite } from "@vmoe-bench/contracts";

/** What the command line changes of a suite; undefined leaves it as it is. */
export interface Overrides {
  readonly backends: readonly string[] | undefined;
  readonly models: readonly string[] | undefined;
  readonly strategies: readonly string[] | undefined;
  readonly precisions: readonly string[] | undefined;
  readonly expertCaps: readonly (number | null)[] | undefined;
  readonly batches: readonly number[] | undefined;
  readonly profile: string | undefined;
  readonly images: number | undefined;
  /** Images that it is proven on which experts ran. */
  readonly proofImages: number | undefined;
}

/**
 * @throws InvalidValueError when the suite is not valid with them
 */
export function withOverrides(suite: Suite, overrides: Overrides): Suite {
  const { images, backends, models, strategies, precisions, expertCaps, batches } = overrides;
  const { profile, proofImages } = overrides;
  const axes = {
    backends,
    models,
    strategies,
    precisions,
    expertCaps,
    batches,
    profile,
    proofImages,
  };
  const changed = Object.entries(axes).filter(([, value]) => value !== undefined);
  const dataset = images === undefined ? suite.dataset : { ...suite.dataset, images };
  return check(
    suiteSchema,
    { ...suite, ...Object.fromEntries(changed), dataset },
    "the command line",
  );
}
