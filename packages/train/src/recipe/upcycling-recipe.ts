import { check, InvalidValueError, vitConfigSchema, type ViTConfig } from "@vmoe-bench/contracts";
import type { UpcyclingRecipe } from "../run/upcycle.ts";
import { denseRecipeSchema } from "./schema.ts";

/** What is decided of an upcycling; the rest follows from the dense model. */
export interface UpcyclingSettings {
  /** Name of the V-MoE. */
  readonly name: string;
  /** Of the dense model, with what tells it from others: its hash. */
  readonly dense: string;
  readonly dataset: string;
  readonly experts: number;
  /** The last so many layers get experts. */
  readonly layers: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly lambda: number;
  readonly heldOut: number;
  readonly seed: number;
}

/**
 * The recipe of a V-MoE that starts from a dense model. The gate is normalised, so that it begins as
 * exactly the dense model, and in the first half of the epochs images go to the experts of their own
 * super-classes, which are still alike.
 * @throws InvalidValueError
 */
export function upcyclingRecipe(config: ViTConfig, given: UpcyclingSettings): UpcyclingRecipe {
  const { name, dataset, experts, layers, epochs, batch, learningRate, heldOut, seed } = given;
  const source = `upcycling of ${given.dense}`;
  if (config.moe !== undefined) throw new InvalidValueError(source, ["it has experts already"]);
  if (experts > config.classes)
    throw new InvalidValueError(source, [
      `${experts} super-classes need at least as many classes, and there are ${config.classes}`,
    ]);
  const moe = { experts, layers, k: 1, routing: "image", reads: "mean", gate: "normalized" };
  const model = check(vitConfigSchema, { ...config, moe }, source);
  const { model: dense, ...settings } = check(
    denseRecipeSchema,
    {
      dataset,
      model: config,
      epochs,
      batch,
      optimiser: { learningRate, clipNorm: 1 },
      warmUpEpochs: Math.min(0.5, epochs / 10),
      heldOut,
      seed,
    },
    source,
  );
  return {
    kind: "vmoe",
    name,
    model: { ...model, moe: requireMoe(model) },
    settings,
    baseline: { kind: "dense", name: given.dense, model: dense, settings },
    router: {
      kind: "super-classes",
      from: "confusions",
      clustering: "balanced",
      confusion: "soft",
      lambda: given.lambda,
      routeByLabel: 0.5,
    },
    startEpoch: 0,
  };
}

function requireMoe({ moe }: ViTConfig) {
  if (moe === undefined) throw new Error("The config was given experts.");
  return moe;
}
