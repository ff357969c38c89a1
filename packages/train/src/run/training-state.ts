import type { Tensor, WeightMap } from "@vmoe-bench/contracts";
import { weightShapes } from "@vmoe-bench/model";
import type { Checkpoint, Identity, Progress } from "./checkpoint.ts";
import { initialWeights } from "../model/network.ts";
import {
  type AdamWParameter,
  adamwUpdate,
  clipScale,
  decays,
  globalNorm,
} from "../optimiser/adamw.ts";
import { isHiddenMatrix, type MuonParameter, muonUpdate } from "../optimiser/muon.ts";
import { type StepRates, weightRole, type WeightRole } from "../optimiser/step-rates.ts";
import type { Settings } from "../recipe/schema.ts";
import type { EpochRecord } from "./epoch.ts";
import type { Recipe } from "../recipe/recipe.ts";

interface Parameter extends AdamWParameter {
  readonly name: string;
  readonly dims: readonly number[];
  readonly role: WeightRole;
}

/** Weights, optimiser and curve while training: what a checkpoint is made of. */
export class TrainingState {
  readonly weights: WeightMap;
  readonly curve: EpochRecord[];
  readonly #m: WeightMap;
  readonly #v: WeightMap;
  readonly #ema: WeightMap | undefined;
  readonly #parameters: readonly Parameter[];
  readonly #identity: Identity;
  #steps: number;

  constructor({ weights, m, v, ema, progress }: Checkpoint) {
    this.weights = weights;
    this.curve = [...progress.curve];
    this.#m = m;
    this.#v = v;
    this.#ema = ema;
    this.#identity = progress.identity;
    this.#steps = progress.steps;
    this.#parameters = [...weights].map(([name, { dims, data }]) => ({
      name,
      dims,
      value: data,
      m: dataOf(m, name),
      v: dataOf(v, name),
      decays: decays(name, dims),
      role: weightRole(name, dims),
    }));
  }

  static start(
    shapes: ReadonlyMap<string, readonly number[]>,
    { seed, ema }: Pick<Settings, "seed" | "ema">,
    identity: Identity,
  ): TrainingState {
    const weights = initialWeights(shapes, seed);
    const progress: Progress = { schemaVersion: 1, identity, steps: 0, curve: [] };
    const averaged =
      ema === undefined
        ? undefined
        : new Map([...weights].map(([name, weight]) => [name, copy(weight)]));
    const [m, v] = [zeros(weights), zeros(weights)];
    return new TrainingState({ weights, m, v, ema: averaged, progress });
  }

  /** What is evaluated and shipped: the moving average where there is one. */
  get evaluated(): WeightMap {
    return this.#ema ?? this.weights;
  }

  get steps(): number {
    return this.#steps;
  }

  /**
   * One step of AdamW, or of Muon and AdamW, on all weights.
   * @returns the norm of the gradients; where that is no finite number nothing is changed
   */
  update(
    gradients: readonly Float32Array[],
    { rates, steps }: StepRates,
    settings: Settings["optimiser"],
    ema = 0,
  ): number {
    const norm = globalNorm(gradients);
    if (!Number.isFinite(norm)) return norm;
    this.#steps += 1;
    const { clipNorm, muon, weightDecay } = settings;
    const scale = clipScale(norm, clipNorm);
    const matrices = new Map<WeightRole, MuonParameter[]>();
    for (const [i, parameter] of this.#parameters.entries()) {
      const gradient = gradients[i];
      if (gradient?.length !== parameter.value.length) throw new Error("A gradient is missing.");
      const { name, role } = parameter;
      if (muon !== undefined && isHiddenMatrix(name))
        matrices.set(role, [...(matrices.get(role) ?? []), { ...parameter, gradient }]);
      else adamwUpdate(parameter, gradient, steps[role], rates[role], scale, settings);
    }
    if (muon !== undefined)
      for (const [role, alike] of matrices)
        muonUpdate(alike, muon, { rate: rates[role], scale, weightDecay });
    this.#average(ema);
    return norm;
  }

  /** Short at first: step t counts at least 9 / (10 + t), as in TensorFlow's moving averages. */
  #average(decay: number): void {
    const kept = Math.min(decay, (1 + this.#steps) / (10 + this.#steps));
    for (const [name, { data: average }] of this.#ema ?? []) {
      const value = dataOf(this.weights, name);
      for (let i = 0; i < average.length; i += 1)
        average[i] = kept * (average[i] ?? 0) + (1 - kept) * (value[i] ?? 0);
    }
  }

  get checkpoint(): Checkpoint {
    const [identity, steps] = [this.#identity, this.#steps];
    return {
      weights: this.weights,
      m: this.#m,
      v: this.#v,
      ema: this.#ema,
      progress: { schemaVersion: 1, identity, steps, curve: this.curve },
    };
  }
}

/** Weights as an optimiser's means before the first step. */
export function zeros(weights: WeightMap): WeightMap {
  return new Map([...weights].map(([name, weight]) => [name, zero(weight)]));
}

function dataOf(tensors: WeightMap, name: string): Float32Array {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`The optimiser has no state for "${name}".`);
  return tensor.data;
}

/**
 * A V-MoE's state from its dense baseline's after some epochs: every expert begins as the MLP that it
 * replaces, in weights, average and optimiser state alike; the routers begin as from scratch, or as
 * they were learned by the auxiliary loss. The curve is the baseline's so far, since the V-MoE has
 * trained that far with it.
 */
export function branchedFrom(
  { weights, m, v, ema, progress }: Checkpoint,
  recipe: Pick<Recipe, "model"> & { readonly settings: { readonly seed: number } },
  identity: Identity,
): Checkpoint {
  const shapes = weightShapes(recipe.model);
  const fresh = initialWeights(shapes, recipe.settings.seed);
  const grown = (from: WeightMap, router: (tensor: Tensor) => Tensor): WeightMap => {
    const all = new Map<string, Tensor>();
    for (const [name, dims] of shapes) {
      const dense = from.get(name);
      const size = dims.reduce((a, b) => a * b, 1);
      const start = fresh.get(name);
      if (dense !== undefined) all.set(name, { dims, data: repeated(dense.data, size) });
      else if (start !== undefined) all.set(name, router(start));
    }
    return all;
  };
  return {
    weights: grown(weights, copy),
    m: grown(m, zero),
    v: grown(v, zero),
    ema: ema === undefined ? undefined : grown(ema, copy),
    progress: { ...progress, identity },
  };
}

function copy({ dims, data }: Tensor): Tensor {
  return { dims, data: data.slice() };
}

function zero({ dims, data }: Tensor): Tensor {
  return { dims, data: new Float32Array(data.length) };
}

/** Experts are stacked: a dense MLP's values as often as there are experts. */
function repeated(values: Float32Array, size: number): Float32Array {
  const all = new Float32Array(size);
  for (let start = 0; start < size; start += values.length) all.set(values, start);
  return all;
}
