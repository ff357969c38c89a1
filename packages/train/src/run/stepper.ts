import { BatchWriter, epochAugmentation } from "../images/batch-writer.ts";
import { keptPatches } from "../images/image-parts.ts";
import { mixBatch } from "../images/mix-batch.ts";
import type { Network } from "../model/network.ts";
import {
  type LabelledBatch,
  lossAndGradients,
  type StepLosses,
  type VmoeStep,
} from "../model/training-step.ts";
import type { StepRates } from "../optimiser/step-rates.ts";
import type { Recipe, RoutedRecipe, VmoeRecipe } from "../recipe/recipe.ts";
import type { PreparedData } from "./prepared-data.ts";
import type { TrainingState } from "./training-state.ts";
import { mix } from "../random.ts";
import type { SuperClasses } from "../superclass/super-classes.ts";

export interface StepperJob {
  readonly recipe: Recipe;
  readonly data: PreparedData;
  readonly network: Network;
  readonly state: TrainingState;
  /** Where there is a router. */
  readonly vmoe: ((at: { epoch: number; step: number }) => VmoeStep) | undefined;
}

/** The two halves of a training step: a batch is read and augmented, and the model learns from it. */
export class Stepper {
  readonly #job: StepperJob;
  readonly #writer: BatchWriter;
  readonly #labels: Uint16Array;

  constructor(job: StepperJob) {
    this.#job = job;
    const { batch } = job.recipe.settings;
    this.#writer = new BatchWriter(job.data.train.images, job.data.normalisation, batch);
    this.#labels = new Uint16Array(batch);
  }

  /**
   * The batch of a step; the next one is written over it.
   * @param order positions of the epoch's images
   * @param step from 1
   */
  batch(order: Int32Array, epoch: number, step: number): LabelledBatch {
    const { recipe, data } = this.#job;
    const { batch, augmentation, seed } = recipe.settings;
    const { channels, imageSize: size } = recipe.model;
    const moves = epochAugmentation(augmentation, seed, epoch);
    const labels = this.#labels;
    const start = (step - 1) * batch;
    this.#writer.write(order, start, batch, moves);
    for (let i = 0; i < batch; i += 1) labels[i] = data.trained.labelOf(order[start + i] ?? 0);
    const { data: images } = this.#writer;
    const shape = { data: images, count: batch, channels, size };
    const share = mixBatch(shape, augmentation, moves.seed, step);
    const { patchDropout } = augmentation;
    if (patchDropout === undefined || epoch > patchDropout.epochs) return { images, labels, share };
    const all = (size / recipe.model.patch) ** 2;
    const chosen = order.subarray(start, start + batch);
    return {
      images,
      labels,
      share,
      patches: keptPatches(chosen, all, patchDropout.rate, moves.seed),
    };
  }

  /**
   * One step of the optimiser.
   * @returns the losses, and the norm of the gradients
   */
  learn(
    batch: LabelledBatch,
    rates: StepRates,
    at: { readonly epoch: number; readonly step: number },
  ): { losses: StepLosses; norm: number } {
    const { recipe, network, state, vmoe } = this.#job;
    const { labelSmoothing, optimiser, ema } = recipe.settings;
    const { losses, gradients } = lossAndGradients(network, batch, labelSmoothing, vmoe?.(at));
    const norm = state.update(gradients, rates, optimiser, ema);
    network.refresh();
    return { losses, norm };
  }
}

interface At {
  readonly epoch: number;
  readonly step: number;
}

/** What a router learns in each step, and what experts leave out; epochs count from 1. */
export function routedSteps(
  recipe: RoutedRecipe,
  superClasses: SuperClasses | undefined,
): (at: At) => VmoeStep {
  if (recipe.kind === "vmoe") return vmoeSteps(recipe, superClasses);
  if (superClasses === undefined) throw new Error("The super-classes were not made.");
  const { kind, lambda } = recipe.router;
  const { superClassOf } = superClasses;
  return () => ({ target: { kind, superClassOf, lambda, byLabel: false }, dropout: undefined });
}

/** What a V-MoE's router learns in each step, and what its experts leave out; epochs count from 1. */
function vmoeSteps(
  { router, expertDropout: rate, model, settings }: VmoeRecipe,
  superClasses: SuperClasses | undefined,
): (at: At) => VmoeStep {
  const { seed } = settings;
  const dropoutAt = ({ epoch, step }: At) =>
    rate === undefined ? undefined : { rate, seed: mix(seed, "expert dropout", epoch, step) };
  if (router.kind === "end-to-end") {
    const { kind, balance, noise = 1 / model.moe.experts } = router;
    return (at) => ({
      target: { kind, balance, noise, seed: mix(seed, "router noise", at.epoch, at.step) },
      dropout: dropoutAt(at),
    });
  }
  if (superClasses === undefined) throw new Error("The super-classes were not made.");
  const { superClassOf } = superClasses;
  const { kind, lambda, routeByLabel } = router;
  const until = routeByLabel * settings.epochs;
  return (at) => ({
    target: { kind, superClassOf, lambda, byLabel: at.epoch <= until },
    dropout: dropoutAt(at),
  });
}
