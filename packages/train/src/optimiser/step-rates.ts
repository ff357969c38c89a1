import type { Recipe } from "../recipe/recipe.ts";

/** What moves a weight: all alike in a dense model, apart in a V-MoE where its recipe says so. */
export type WeightRole = "shared" | "expert" | "router";

/** Learning rates of one step. */
export interface StepRates {
  readonly rates: Readonly<Record<WeightRole, number>>;
  /** AdamW's t, from 1: how many steps a weight has done with this one. */
  readonly steps: Readonly<Record<WeightRole, number>>;
}

/** @param dims of the weight; those of all experts of a layer are stacked, [E,out,in] and [E,out] */
export function weightRole(name: string, dims: readonly number[]): WeightRole {
  if (/(^|\.)router\./.test(name)) return "router";
  const isMlp = /\.mlp\.fc[12]\./.test(name);
  return isMlp && dims.length === (name.endsWith(".bias") ? 2 : 3) ? "expert" : "shared";
}

/** All weights move alike. */
export function sameRates(rate: number, step: number): StepRates {
  return {
    rates: { shared: rate, expert: rate, router: rate },
    steps: { shared: step, expert: step, router: step },
  };
}

/**
 * @param stepsDone of all epochs, the baseline's too where a V-MoE starts from it
 * @param stepsPerEpoch of this recipe's batches
 */
export function stepRates(
  recipe: Recipe,
  stepsDone: number,
  stepsPerEpoch: number,
  schedule: Schedule,
): StepRates {
  const shared = learningRate(stepsDone, schedule);
  const alike = sameRates(shared, stepsDone + 1);
  if (recipe.kind !== "vmoe") return alike;
  const rates = { ...alike.rates, expert: shared * (recipe.expertRate ?? 1) };
  const { steps } = alike;
  if (recipe.routerWarmUp === undefined) return { rates, steps };
  const own = steps.router - recipe.startEpoch * stepsPerEpoch;
  const router = shared * Math.min(1, own / Math.max(1, schedule.warmUpSteps));
  return { rates: { ...rates, router }, steps: { ...steps, router: own } };
}

/** Steps are counted from 0. */
export interface Schedule {
  readonly peak: number;
  readonly warmUpSteps: number;
  readonly steps: number;
}

/**
 * The learning rate of a step: up linearly, reaching the peak in the last warm-up step, then down
 * along half a cosine that would reach 0 one step after the last.
 */
export function learningRate(step: number, { peak, warmUpSteps, steps }: Schedule): number {
  if (step < warmUpSteps) return (peak * (step + 1)) / warmUpSteps;
  const done = (step - warmUpSteps) / (steps - warmUpSteps);
  return (peak / 2) * (1 + Math.cos(Math.PI * done));
}
