import { measureAnalysis } from "./analysis.ts";
import type { Experiment } from "../experiment.ts";
import { sameArm } from "../same-arm.ts";
import { simulateBudget, simulateIntervals, simulatePower, simulateVerdicts } from "./simulated.ts";
import { measureYardstick } from "./yardstick.ts";

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
