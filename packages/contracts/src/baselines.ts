import { armKey, baselineOf, type Arm } from "./block.ts";

/** The arm of a run that another one is compared with; undefined where it has none. */
export type FindBaseline = (arm: Arm) => Arm | undefined;

/**
 * Finds what the arms of a run are compared with. Of image files a run makes a data set for each way in
 * which its models take pictures or number their classes: a dense baseline that has another one, and only
 * that, is compared with all the same.
 */
export function baselinesAmong(
  arms: readonly Arm[],
  baselines: Readonly<Record<string, string | undefined>>,
): FindBaseline {
  const byKey = new Map(arms.map((arm) => [armKey(arm), arm]));
  const dataOf = new Map<string, Set<string | null>>();
  for (const { model, data } of arms) dataOf.set(model, (dataOf.get(model) ?? new Set()).add(data));
  const onlyData = (model: string) => {
    const [data, ...others] = dataOf.get(model) ?? [];
    return others.length === 0 ? data : undefined;
  };
  return (arm) => {
    const wanted = baselineOf(arm, baselines);
    if (wanted === undefined) return undefined;
    const same = byKey.get(armKey(wanted));
    const data = onlyData(wanted.model);
    if (same !== undefined || data === undefined || onlyData(arm.model) === undefined) return same;
    return byKey.get(armKey({ ...wanted, data }));
  };
}
