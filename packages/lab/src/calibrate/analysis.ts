import { fileURLToPath } from "node:url";
import { askChild } from "@vmoe-bench/runner";
import { z } from "zod";
import type { Experiment } from "./experiment.ts";

/** To a process that analyses samples which it makes up. */
export const analysisRequestSchema = z.strictObject({ samples: z.int().positive() });
export type AnalysisRequest = z.output<typeof analysisRequestSchema>;

/** From it: what that took, and the most memory that it held, samples included. */
export const analysisCostSchema = z.strictObject({
  seconds: z.number(),
  peakBytes: z.number().positive(),
});
export type AnalysisCost = z.output<typeof analysisCostSchema>;

const limits = { seconds: 5, bytes: 500e6 };
const processPath = fileURLToPath(new URL("analysis-process.js", import.meta.url));

/** Time and memory of the analysis of a million samples, in a process of its own. */
export const measureAnalysis: Experiment = async ({ quick, signal }) => {
  const samples = quick ? 100_000 : 1_000_000;
  const request: AnalysisRequest = { samples };
  const { seconds, peakBytes } = await askChild(processPath, request, analysisCostSchema, signal);
  return {
    title: `Analysis of ${samples.toLocaleString("en")} samples`,
    method:
      "A process of its own makes up 10 rounds of two arms, then takes the ratio with its interval, the stopping rule, four percentiles an arm, and outliers, drift and the variance between images of each block. The time is that of the analysis; the memory is the most that the whole process held, samples included.",
    figures: [
      {
        name: "time",
        value: seconds,
        text: `${seconds.toFixed(2)} s`,
        target: `under ${limits.seconds} s`,
        met: seconds < limits.seconds,
      },
      {
        name: "memory, peak of the process",
        value: peakBytes,
        text: `${Math.round(peakBytes / 1e6)} MB`,
        target: `under ${limits.bytes / 1e6} MB`,
        met: peakBytes < limits.bytes,
      },
    ],
    table: null,
    plots: [],
  };
};
