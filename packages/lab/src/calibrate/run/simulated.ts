import { budgetExperiment } from "../experiments/budget.ts";
import { intervalsExperiment } from "../experiments/intervals.ts";
import { powerExperiment } from "../experiments/power.ts";
import { simulatedNoise } from "../noise.ts";
import { verdictsExperiment } from "../experiments/verdicts.ts";
import { type Experiment, ticker } from "../experiment.ts";
import { readRecorded } from "../recorded.ts";

const seed = 20_261_124;

export const simulateVerdicts: Experiment = async (context) => {
  const { noise } = await readRecorded();
  const count = context.quick ? 200 : 10_000;
  return verdictsExperiment([...simulatedNoise, noise], { count, seed }, ticker(context));
};

export const simulateBudget: Experiment = async (context) => {
  const { noise } = await readRecorded();
  const count = context.quick ? 100 : 8_000;
  return budgetExperiment([...simulatedNoise, noise], { count, seed }, ticker(context));
};

export const simulatePower: Experiment = async (context) => {
  const { noise, roundSeconds } = await readRecorded();
  const count = context.quick ? 200 : 5_000;
  return powerExperiment(noise, { count, seed, roundSeconds }, ticker(context));
};

export const simulateIntervals: Experiment = async (context) => {
  const { noise } = await readRecorded();
  const asked = context.quick
    ? { count: 100, bootstraps: 5, seed }
    : { count: 4_000, bootstraps: 250, seed };
  return intervalsExperiment([...simulatedNoise, noise], asked, ticker(context));
};
