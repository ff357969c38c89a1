import {
  halfWidth,
  median,
  medianRatio,
  seededRandom,
  skewness,
  type MedianRatio,
  type Round,
} from "@vmoe-bench/measure";
import type { Noise } from "../noise.ts";
import { hierarchicalBootstrap } from "../bootstrap.ts";
import { coverage, logRatio, quick } from "../simulate.ts";
import { coverageBand, type Findings, percent, type Tick } from "../experiment.ts";

/** Why the interval is what it is: what others would cover, and what stopping does to it uncorrected. */
export async function intervalsExperiment(
  kinds: readonly Noise[],
  { count, bootstraps, seed }: { count: number; bootstraps: number; seed: number },
  tick: Tick,
): Promise<Findings> {
  const names = [
    "this project's",
    "Student's t",
    "Johnson's t",
    "hierarchical bootstrap",
    "t, stopping, not corrected",
  ] as const;
  const rows: { name: string; covered: number[]; widths: number[] }[] = [];
  for (const [i, noise] of kinds.entries()) {
    const random = seededRandom(seed + i);
    const ours: MedianRatio[] = [];
    const student: MedianRatio[] = [];
    const johnson: MedianRatio[] = [];
    const bootstrap: MedianRatio[] = [];
    const naive: MedianRatio[] = [];
    for (let c = 0; c < count; c++) {
      const next = noise.start(random);
      const rounds = Array.from({ length: quick.firstRounds }, () => next(1));
      const logs = rounds.map(logRatio);
      keep(ours, medianRatio(rounds));
      student.push(studentsRatio(logs, 0));
      johnson.push(studentsRatio(logs, skewness(logs)));
      if (c < bootstraps)
        keep(bootstrap, hierarchicalBootstrap(rounds, { seed: c, resamples: 10_000 }));
      naive.push(stoppedNaively(rounds, () => next(1)));
      if (c % 20 === 0) await tick(i * count + c, kinds.length * count);
    }
    const all = [ours, student, johnson, bootstrap, naive];
    rows.push({
      name: noise.name,
      covered: all.map((ratios) => coverage(ratios, 1)),
      widths: all.map((ratios) => median(ratios.map((r) => (r.high - r.low) / 2)) ?? NaN),
    });
  }
  return {
    title: "The choice of the interval",
    method: `What was tried on the same ${count.toLocaleString("en")} comparisons of a kind (${bootstraps} for the bootstrap, with its 10,000 resamples), true ratio 1. The hierarchical bootstrap draws rounds and then samples, and widens its percentiles for few rounds: it counts the noise within blocks twice, so that it covers too much where blocks are alike. "Not corrected" stops at ±${percent(quick.halfWidth, 0)} and takes the plain 95 % interval: it covers too little, because a comparison stops where its rounds happen to agree; hence the correction.`,
    figures: [],
    table: {
      columns: ["noise", ...names.map((name) => `${name}: covers (half-width)`)],
      rows: rows.map(({ name, covered, widths }) => [
        name,
        ...covered.map((part, i) => `${percent(part)} (±${percent(widths[i] ?? NaN)})`),
      ]),
    },
    plots: [
      {
        kind: "rates",
        file: "intervals.svg",
        title: "What other intervals would cover; the band is the target",
        x: "% of comparisons",
        band: [100 * coverageBand[0], 100 * coverageBand[1]],
        points: rows.flatMap(({ name, covered }) =>
          covered.map((part, i) => ({ label: name, series: names[i] ?? "", value: 100 * part })),
        ),
      },
    ],
  };
}

function stoppedNaively(first: readonly Round[], next: () => Round): MedianRatio {
  const logs = first.map(logRatio);
  for (;;) {
    const ratio = studentsRatio(logs, 0);
    const narrow = ratio.high - ratio.low <= 2 * quick.halfWidth * ratio.ratio;
    if (narrow || logs.length >= quick.mostRounds) return ratio;
    logs.push(logRatio(next()));
  }
}

/**
 * Student's t at 95 %, its centre shifted by skewness · s / (6n) + skewness / (3s) · (the mean's error)²
 * at the interval's ends, as in Johnson (1978), "Modified t tests and confidence intervals for
 * asymmetrical populations".
 */
function studentsRatio(logs: readonly number[], skew: number): MedianRatio {
  const n = logs.length;
  const centre = logs.reduce((sum, log) => sum + log, 0) / n;
  const half = halfWidth(logs, 0.05);
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - centre) ** 2, 0) / (n - 1));
  const shift = deviation === 0 ? 0 : skew * (deviation / (6 * n) + half ** 2 / (3 * deviation));
  return {
    ratio: Math.exp(centre),
    low: Math.exp(centre + shift - half),
    high: Math.exp(centre + shift + half),
    rounds: n,
  };
}

function keep(into: MedianRatio[], found: MedianRatio | undefined): void {
  if (found === undefined) throw new Error("Simulated rounds must give a ratio.");
  into.push(found);
}
