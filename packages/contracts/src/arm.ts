import { z } from "zod";
import {
  precisionSchema,
  scenarioName,
  scenarioSchema,
  singleStream,
  strategySchema,
} from "./axes.ts";
import { backendIdSchema } from "./backend.ts";

/**
 * What makes an arm a control of the harness (rule 15). `same-again`: the arm once more, compared with
 * itself. `frozen-router`: the router sends every image to expert 0.
 */
export const controlSchema = z.enum(["none", "same-again", "frozen-router"]);
export type Control = z.output<typeof controlSchema>;

/** One cell of the comparison: what is run, without how long. */
export const armSchema = z.strictObject({
  model: z.string(),
  backend: backendIdSchema,
  strategy: strategySchema,
  batch: z.int().positive(),
  threads: z.int().positive(),
  precision: precisionSchema.default("float32"),
  /** Experts held in memory at once under `split-lazy`; null for no limit. */
  expertCap: z.int().positive().nullable().default(null),
  /** How queries arrive; only latency tasks look at it. */
  scenario: scenarioSchema.default(singleStream),
  /** "cifar-10/test": the data set and the split; null for the suite's own `dataset`. */
  data: z.string().nullable().default(null),
  control: controlSchema.default("none"),
});
export type Arm = z.output<typeof armSchema>;

/**
 * "vmoe-6x64@ort-node/cpu gather b1 t1 int8 offline": one name for an arm, in messages and as a key.
 * What every arm has unless told is not in it.
 */
export function armKey(arm: Arm): string {
  const { model, backend, batch, threads, precision, scenario, data, control } = arm;
  return [
    `${model}@${backend} ${strategyName(arm)} b${batch} t${threads}`,
    ...(precision === "float32" ? [] : [precision]),
    ...(scenario.kind === "single-stream" ? [] : [scenarioName(scenario)]),
    ...(data === null ? [] : [`on ${data}`]),
    ...(control === "none" ? [] : [control]),
  ].join(" ");
}

/**
 * The arm that a ratio is taken against: the arm itself for `same-again`, else its dense baseline run the
 * same way; undefined for a dense arm.
 * @param baselines dense baseline of each model with experts, by model id
 */
export function baselineOf(
  arm: Arm,
  baselines: Readonly<Record<string, string | undefined>>,
): Arm | undefined {
  if (arm.control === "same-again") return { ...arm, control: "none" };
  const model = baselines[arm.model];
  if (model === undefined) return undefined;
  return { ...arm, model, strategy: "dense", expertCap: null, control: "none" };
}

/** The arm whose accuracy, memory and proofs are this one's, too: they are measured in batches of their own. */
export function apartFromQueries(arm: Arm): Arm {
  const control = arm.control === "same-again" ? "none" : arm.control;
  return { ...arm, batch: 1, scenario: singleStream, control };
}

/** "split-lazy", or "split-lazy/2" where two experts are held at most. */
export function strategyName({ strategy, expertCap }: Pick<Arm, "strategy" | "expertCap">): string {
  return expertCap === null ? strategy : `${strategy}/${expertCap}`;
}

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
