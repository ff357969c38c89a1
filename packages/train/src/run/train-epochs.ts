import { dirname } from "node:path";
import { saveCheckpoint } from "./checkpoint.ts";
import { writeCurves } from "./write-curves.ts";
import { divergedError } from "../errors.ts";
import { isStream } from "../images/train-images.ts";
import { accuracy, nextTurn, predict, routerAccuracy } from "../model/predict.ts";
import { Network } from "../model/network.ts";
import { type Schedule, stepRates } from "../optimiser/step-rates.ts";
import { epochsBefore, networkConfig, type Recipe } from "../recipe/recipe.ts";
import { EpochMeter, type EpochRecord } from "./epoch.ts";
import { Stepper, type StepperJob } from "./stepper.ts";

interface EpochsJob extends StepperJob {
  /** [K]: each class's super-class, where a router learns such. */
  readonly superClassOf: readonly number[] | undefined;
  readonly checkpointFile: string;
  /** Where the checkpoint of an epoch that is to be kept is copied to. */
  readonly keptFile: (epoch: number) => string;
  readonly signal: AbortSignal | undefined;
  readonly reporter: TrainingReporter;
}

/**
 * Trains the epochs that are still to do; after each the checkpoint is replaced.
 * @throws `diverged`, FileNotWritableError, the signal's reason; the last checkpoint is kept
 */
export async function trainEpochs(job: EpochsJob): Promise<void> {
  const { recipe, state, checkpointFile, keptFile, reporter } = job;
  const { epochs, keepEpochs } = recipe.settings;
  const stepper = new Stepper(job);
  const started = { at: performance.now(), epochsDone: state.curve.length };
  for (let epoch = state.curve.length + 1; epoch <= epochs; epoch += 1) {
    const record = await trainEpoch(job, stepper, epoch, started);
    state.curve.push(record);
    if (recipe.kind !== "vmoe" && keepEpochs.includes(epoch))
      await saveCheckpoint(keptFile(epoch), state.checkpoint);
    await saveCheckpoint(checkpointFile, state.checkpoint);
    await writeCurves(dirname(checkpointFile), state.curve);
    reporter.onEpoch?.(record);
  }
}

async function trainEpoch(
  job: EpochsJob,
  stepper: Stepper,
  epoch: number,
  started: { at: number; epochsDone: number },
): Promise<EpochRecord> {
  const { recipe, data, state, signal, reporter } = job;
  const { batch, epochs } = recipe.settings;
  const order = data.trained.order(epoch);
  if (isStream(data.train)) data.train.images.announce(order, batch);
  // The last ones, too few for a batch, are left out.
  const steps = Math.floor(order.length / batch);
  const schedule = scheduleOf(recipe, steps);
  const meter = new EpochMeter();

  for (let step = 1; step <= steps; step += 1) {
    await nextTurn(signal);
    const rates = stepRates(recipe, state.steps, steps, schedule);
    const { losses, norm } = stepper.learn(stepper.batch(order, epoch, step), rates, {
      epoch,
      step,
    });
    const { loss } = losses;
    if (!Number.isFinite(loss) || !Number.isFinite(norm))
      throw divergedError(recipe.name, diverged(loss, norm), epoch, step, keptSentence(job));

    meter.add(batch, losses);
    const done = epoch - 1 - started.epochsDone + step / steps;
    const elapsed = (performance.now() - started.at) / 1000;
    const secondsLeft = (elapsed / done) * (epochs - epoch + 1 - step / steps);
    const { imagesPerSecond, means } = meter;
    reporter.onStep?.({ epoch, epochs, step, steps, imagesPerSecond, ...means, secondsLeft });
  }

  const { imagesPerSecond } = meter;
  const heldOut = await tryOnHeldOut(job);
  const { loss, classLoss, routerLoss, accuracy: trainAccuracy } = meter.means;
  return {
    epoch,
    loss,
    classLoss,
    ...(routerLoss === undefined ? {} : { routerLoss }),
    trainAccuracy,
    ...heldOut,
    imagesPerSecond,
    seconds: meter.seconds,
  };
}

async function tryOnHeldOut({ recipe, data, state, superClassOf, signal }: EpochsJob) {
  const { normalisation, heldOut } = data;
  const network = new Network(networkConfig(recipe), state.evaluated);
  try {
    const predictions = await predict(network, { ...heldOut, normalisation }, signal);
    const heldOutAccuracy = accuracy(predictions, heldOut.labels);
    const routed = superClassOf && routerAccuracy(predictions, heldOut.labels, superClassOf);
    return routed === undefined
      ? { heldOutAccuracy }
      : { heldOutAccuracy, heldOutRouterAccuracy: routed };
  } finally {
    network.dispose();
  }
}

function scheduleOf({ settings }: Recipe, stepsPerEpoch: number): Schedule {
  return {
    peak: settings.optimiser.learningRate,
    warmUpSteps: Math.round(settings.warmUpEpochs * stepsPerEpoch),
    steps: settings.epochs * stepsPerEpoch,
  };
}

function diverged(loss: number, norm: number): string {
  return Number.isFinite(loss) ? `the gradients' norm is ${norm}` : `the loss is ${loss}`;
}

function keptSentence({ recipe, state, checkpointFile }: EpochsJob): string {
  const done = state.curve.length;
  return done === epochsBefore(recipe)
    ? "No epoch was finished."
    : `The checkpoint of epoch ${done} is kept in ${checkpointFile}.`;
}

/** Where a run is within an epoch; losses and accuracy are the epoch's so far. */
export interface StepProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** From 1 in each epoch. */
  readonly step: number;
  readonly steps: number;
  readonly imagesPerSecond: number;
  readonly loss: number;
  /** Undefined for a dense model. */
  readonly routerLoss: number | undefined;
  readonly accuracy: number;
  /** For the rest of this model's epochs. */
  readonly secondsLeft: number;
}

/** Hears how training goes. Each method is optional and called as things happen. */
export interface TrainingReporter {
  /** A model's training begins, or goes on after `epochsDone` whole epochs. */
  onModel?(model: { name: string; epochs: number; epochsDone: number }): void;
  /** A step was done. */
  onStep?(progress: StepProgress): void;
  /** An epoch was done and its checkpoint written. */
  onEpoch?(record: EpochRecord): void;
  /** The super-classes of a V-MoE are known: class names. */
  onSuperClasses?(members: readonly (readonly string[])[], modularity: number): void;
}
