import { measureAnalysis } from "../analysis.ts";
import { type Experiment, ticker } from "../experiment.ts";
import { sameArm } from "../same-arm.ts";
import { measureYardstick } from "../yardstick.ts";
import { budgetExperiment } from "./budget.ts";
import { intervalsExperiment } from "./intervals.ts";
import { powerExperiment } from "./power.ts";
import { simulatedNoise } from "../noise.ts";
import { verdictsExperiment } from "./verdicts.ts";
import { readRecorded } from "../recorded.ts";

const seed = 20_261_124;

const simulateVerdicts: Experiment = async (context) => {
  const { noise } = await readRecorded();
  const count = context.quick ? 200 : 10_000;
  return verdictsExperiment([...simulatedNoise, noise], { count, seed }, ticker(context));
};

const simulateBudget: Experiment = async (context) => {
  const { noise } = await readRecorded();
  const count = context.quick ? 100 : 8_000;
  return budgetExperiment([...simulatedNoise, noise], { count, seed }, ticker(context));
};

export const simulatePower: Experiment = async (context) => {
  const { noise, roundSeconds } = await readRecorded();
  const count = context.quick ? 200 : 5_000;
  return powerExperiment(noise, { count, seed, roundSeconds }, ticker(context));
};

const simulateIntervals: Experiment = async (context) => {
  const { noise } = await readRecorded();
  const asked = context.quick
    ? { count: 100, bootstraps: 5, seed }
    : { count: 4_000, bootstraps: 250, seed };
  return intervalsExperiment([...simulatedNoise, noise], asked, ticker(context));
};

/** Experiments by the names that `--only` takes, in the page's order. */
export const experiments: Readonly<Record<string, Experiment>> = {
  verdicts: simulateVerdicts,
  budget: simulateBudget,
  power: simulatePower,
  intervals: simulateIntervals,
  analysis: measureAnalysis,
  "same-arm-ort": sameArm({ name: "same-arm-ort", backend: "ort-node/cpu", minMs: 100 }),
  "same-arm-null": sameArm({ name: "same-arm-null", backend: "null", minMs: 20 }),
  yardstick: measureYardstick,
};
