import {
  comparisonProgress,
  drift,
  imageVariance,
  medianRatio,
  outliers,
  quantile,
  samplesByBatch,
  seededRandom,
  type Round,
} from "@vmoe-bench/measure";
import { serveParent } from "@vmoe-bench/runner";
import { analysisRequestSchema, type AnalysisCost, type AnalysisRequest } from "./analysis.ts";

const rounds = 10;

serveParent<AnalysisRequest, AnalysisCost>({
  commands: analysisRequestSchema,
  serve: (request) => Promise.resolve(analyse(request)),
});

/** Analyses samples as the table does, for a comparison and each of its blocks. */
function analyse({ samples: count }: AnalysisRequest): AnalysisCost {
  const random = seededRandom(1);
  const block = () =>
    Array.from({ length: count / (2 * rounds) }, () => 1 + random.uniform() + random.uniform());
  const data: Round[] = Array.from({ length: rounds }, () => ({ arm: block(), baseline: block() }));

  const start = performance.now();
  const numbers: unknown[] = [medianRatio(data)];
  const goal = { seed: 1, threshold: 0.05, minRounds: 5, minSamples: 1_024, minMs: 60_000 };
  numbers.push(comparisonProgress(data, goal));
  for (const side of ["arm", "baseline"] as const) {
    const samples = data.flatMap((round) => round[side]);
    numbers.push(...[0.5, 0.9, 0.95, 0.99].map((p) => quantile(samples, p)));
    for (const round of data) {
      const own = round[side];
      numbers.push(outliers(own), drift(own), imageVariance(samplesByBatch(own, 128)));
    }
  }
  const seconds = (performance.now() - start) / 1_000;
  if (numbers.includes(undefined)) throw new Error("The analysis gave no number.");
  return { seconds, peakBytes: process.resourceUsage().maxRSS * 1_024 };
}
