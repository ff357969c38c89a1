import { check, InvalidValueError, vitConfigSchema, type ViTConfig } from "@vmoe-bench/contracts";
import type { UpcyclingRecipe } from "../run/upcycle.ts";
import { type JsonFields, patched } from "./recipe-file.ts";
import { denseRecipeSchema, vmoeRecipeSchema } from "./schema.ts";
import { vmoeProblems } from "./vmoe-problems.ts";

/** What is decided of an upcycling; the rest follows from the dense model and the usual settings. */
export interface UpcyclingSettings {
  /** Name of the V-MoE. */
  readonly name: string;
  /** Name of the dense model that learns for the same epochs. */
  readonly tuned: string;
  /** The dense model that is given, with what tells it from others: its hash. */
  readonly dense: string;
  readonly dataset: string;
  readonly experts: number;
  /** The last so many layers get experts. */
  readonly layers: number;
  readonly epochs?: number | undefined;
  readonly batch?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly lambda?: number | undefined;
  readonly heldOut?: number | undefined;
  readonly seed?: number | undefined;
  /** Fields of a recipe, of the dense one or of the V-MoE's, laid over the usual ones. */
  readonly fields?: JsonFields | undefined;
}

/**
 * The gate is normalised, so that a V-MoE begins as exactly the dense model, and in the first half of the
 * epochs images go to the experts of their own super-classes, which are still alike.
 */
function usual(epochs: number) {
  const routeByLabel = epochs < 2 ? 0 : 0.5;
  return {
    epochs,
    warmUpEpochs: Math.min(0.5, epochs / 10),
    batch: 64,
    optimiser: { learningRate: 1e-4, clipNorm: 1 },
    heldOut: 0.1,
    seed: 0,
    moe: { k: 1, routing: "image", reads: "mean", gate: "normalized" },
    router: { kind: "super-classes", clustering: "balanced", lambda: 0.3, routeByLabel },
  };
}

const usualEpochs = 5;

/** They follow from the model that is given, or are of recipes that start from others. */
const decided = ["dataset", "model", "baseline", "startEpoch", "keepEpochs", "stream"];

/**
 * The recipe of a V-MoE that starts from a dense model, and of that model learning on for as long.
 * @throws InvalidValueError
 */
export function upcyclingRecipe(config: ViTConfig, given: UpcyclingSettings): UpcyclingRecipe {
  const source = `upcycling of ${given.dense}`;
  const { name, tuned, dataset, fields = {} } = given;
  if (config.moe !== undefined) throw new InvalidValueError(source, ["it has experts already"]);
  const wrong = decided.filter((field) => field in fields);
  if (wrong.length > 0)
    throw new InvalidValueError(
      source,
      wrong.map((field) => `"${field}": it follows from the model that is upcycled`),
    );
  const { moe, router, expertDropout, expertRate, routerWarmUp, ...rest } = patched(
    patched(usualBeside(fields, given.epochs), fields),
    asked(given),
  );
  const { model: dense, ...settings } = check(
    denseRecipeSchema,
    { ...rest, dataset, model: config },
    source,
  );
  const own = check(
    vmoeRecipeSchema,
    withoutUndefined({ baseline: tuned, moe, router, expertDropout, expertRate, routerWarmUp }),
    source,
  );
  const { moe: experts, ...model } = check(vitConfigSchema, { ...config, moe: own.moe }, source);
  if (experts === undefined) throw new InvalidValueError(source, [`"moe": it is missing`]);
  const problems = vmoeProblems(own, experts, config.classes, settings, 0);
  if (problems.length > 0) throw new InvalidValueError(source, problems);
  return {
    kind: "vmoe",
    name,
    model: { ...model, moe: experts },
    settings,
    baseline: { kind: "dense", name: tuned, model: dense, settings, startsFrom: given.dense },
    router: own.router,
    expertDropout: own.expertDropout,
    expertRate: own.expertRate,
    routerWarmUp: own.routerWarmUp,
    startEpoch: 0,
  };
}

/** A router that is learnt end to end has none of the usual one's fields. */
function usualBeside({ router, epochs }: JsonFields, asked: number | undefined): JsonFields {
  const all = usual(asked ?? (typeof epochs === "number" ? epochs : usualEpochs));
  const isOther =
    typeof router === "object" &&
    router !== null &&
    !Array.isArray(router) &&
    router.kind === "end-to-end";
  return isOther ? { ...all, router: {} } : all;
}

/** What is asked by name, laid over all else. */
function asked(given: UpcyclingSettings): JsonFields {
  const { epochs, batch, learningRate, lambda, heldOut, seed, experts, layers } = given;
  return withoutUndefined({
    epochs,
    batch,
    heldOut,
    seed,
    optimiser: withoutUndefined({ learningRate }),
    router: withoutUndefined({ lambda }),
    moe: { experts, layers },
  });
}

function withoutUndefined<V>(fields: Readonly<Record<string, V | undefined>>): Record<string, V> {
  const kept: Record<string, V> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value;
  return kept;
}
