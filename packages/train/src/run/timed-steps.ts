import { memory } from "@tensorflow/tfjs-core";
import { sameRates } from "../optimiser/step-rates.ts";
import { networkConfig, type Recipe, trainedShapes } from "../recipe/recipe.ts";
import { Network } from "../model/network.ts";
import { prepareData, type TrainingData } from "./prepared-data.ts";
import { routedSteps, Stepper } from "./stepper.ts";
import { TrainingState } from "./training-state.ts";

export interface StepTimes {
  readonly images: number;
  readonly seconds: number;
  /** The part of them that reading and augmenting took. */
  readonly preparing: number;
  /** tfjs's tensors after each step. */
  readonly tensors: readonly number[];
}

/**
 * Trains for its time alone: nothing is written and nothing comes of it. A V-MoE is not branched,
 * and its super-classes are the classes in turn, so that every expert has work.
 */
export class TimedSteps {
  readonly #recipe: Recipe;
  readonly #stepper: Stepper;
  readonly #order: Int32Array;
  readonly #network: Network;
  #done = 0;

  constructor(recipe: Recipe, training: TrainingData) {
    const { settings } = recipe;
    const data = prepareData(recipe, training);
    const identity = { recipe: "", data: "", superClasses: null };
    const state = TrainingState.start(trainedShapes(recipe), settings, identity);
    this.#network = new Network(networkConfig(recipe), state.weights);
    const vmoe = recipe.kind === "dense" ? undefined : routedSteps(recipe, inTurn(recipe));
    this.#recipe = recipe;
    this.#order = data.trained.order(1);
    this.#stepper = new Stepper({ recipe, data, network: this.#network, state, vmoe });
  }

  run(steps: number): StepTimes {
    const { batch } = this.#recipe.settings;
    const inEpoch = Math.floor(this.#order.length / batch);
    const tensors: number[] = [];
    let preparing = 0;
    const start = performance.now();
    for (let i = 0; i < steps; i += 1) {
      const at = { epoch: Math.floor(this.#done / inEpoch) + 1, step: (this.#done % inEpoch) + 1 };
      const before = performance.now();
      const images = this.#stepper.batch(this.#order, at.epoch, at.step);
      preparing += performance.now() - before;
      this.#stepper.learn(images, sameRates(1e-3, this.#done + 1), at);
      tensors.push(memory().numTensors);
      this.#done += 1;
    }
    const seconds = (performance.now() - start) / 1000;
    return { images: steps * batch, seconds, preparing: preparing / 1000, tensors };
  }

  dispose(): void {
    this.#network.dispose();
  }
}

function inTurn(recipe: Recipe) {
  const { model } = recipe;
  const experts = networkConfig(recipe).moe?.experts ?? 1;
  const superClassOf = Array.from({ length: model.classes }, (_, label) => label % experts);
  const confusion = { counts: [], soft: [] };
  return {
    schemaVersion: 1,
    members: [],
    superClassOf,
    modularity: 0,
    heldOutImages: 0,
    confusion,
  } as const;
}
