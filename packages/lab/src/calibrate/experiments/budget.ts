import { median, seededRandom, type MedianRatio } from "@vmoe-bench/measure";
import type { Noise } from "../noise.ts";
import {
  blocksARound,
  claims,
  compareWithin,
  comparisonsARun,
  coverage,
  quick,
} from "../simulate.ts";
import { atMost, coverageBand, covers, type Findings, type Tick } from "../experiment.ts";

/** Times of a run, in rounds of all its comparisons: under the first five, a few more, and plenty. */
const budgets = [4.5, 8, 14] as const;
const truths = [1, 1.1] as const;
const runsATick = 50;

interface Cell {
  readonly noise: Noise;
  readonly rounds: number;
  readonly truth: number;
  readonly found: MedianRatio[];
}

/**
 * A run with a time of its own gives rounds to the widest intervals and ends when all are narrow or
 * the time is spent: what its intervals cover, and its false verdicts.
 * @param count comparisons of each kind of noise, in each time and for each true ratio
 */
export async function budgetExperiment(
  kinds: readonly Noise[],
  { count, seed }: { readonly count: number; readonly seed: number },
  tick: Tick,
): Promise<Findings> {
  const runs = Math.ceil((count * kinds.length) / comparisonsARun);
  const cells: Cell[] = [];
  let done = 0;
  for (const truth of truths)
    for (const rounds of budgets) {
      const random = seededRandom(seed + done);
      const own = kinds.map((noise): Cell => ({ noise, rounds, truth, found: [] }));
      for (let run = 0; run < runs; run++) {
        // Kinds meet each other in turns: a noisy one takes the time of quiet ones.
        const drawn = Array.from(
          { length: comparisonsARun },
          (_, i) => own[(run + i * (1 + (run % 3))) % kinds.length],
        ).filter((cell) => cell !== undefined);
        const budget = Math.round(rounds * blocksARound);
        const noises = drawn.map(({ noise }) => noise);
        for (const [i, ratio] of compareWithin(noises, { factor: truth, budget, random }).entries())
          if (ratio !== undefined) drawn[i]?.found.push(ratio);
        if (++done % runsATick === 0) await tick(done, truths.length * budgets.length * runs);
      }
      cells.push(...own);
    }
  const of = (noise: Noise) => cells.filter((cell) => cell.noise === noise);
  return {
    title: "A run with a time of its own, simulated",
    method: `${count.toLocaleString("en")} comparisons of each kind of noise or more, for each true ratio (${truths.join(" and ")}) and each time (${budgets.join(", ")} rounds of all comparisons). A run has ${comparisonsARun} comparisons of several kinds of noise; the runner's own planner gives each round to those whose intervals are at least half as wide as the widest, and the run ends when all are within ±${quick.halfWidth * 100} % or its time is spent. A difference that is clear does not end it.`,
    figures: kinds.flatMap((noise) =>
      of(noise).flatMap(({ rounds, truth, found }) => [
        covers(
          `coverage, ${noise.name}, time of ${rounds} rounds, true ratio ${truth}`,
          coverage(found, truth),
        ),
        ...(truth === 1
          ? [
              atMost(
                `A/A called different, ${noise.name}, time of ${rounds} rounds`,
                claims(found),
                0.05,
              ),
            ]
          : []),
      ]),
    ),
    table: {
      columns: [
        "noise",
        ...budgets.map((rounds) => `rounds in a time of ${rounds}, median (least to most)`),
      ],
      rows: kinds.map((noise) => [
        noise.name,
        ...of(noise)
          .filter(({ truth }) => truth === 1)
          .map(({ found }) => spread(found.map((ratio) => ratio.rounds))),
      ]),
    },
    plots: [
      {
        kind: "rates",
        file: "budget.svg",
        title: "What the 95 % interval covers in a time of its own; the band is the target",
        x: "% of comparisons",
        band: [100 * coverageBand[0], 100 * coverageBand[1]],
        points: cells
          .filter(({ truth }) => truth === 1)
          .map(({ noise, rounds, found }) => ({
            label: noise.name,
            series: `${rounds} rounds`,
            value: 100 * coverage(found, 1),
          })),
      },
    ],
  };
}

function spread(rounds: readonly number[]): string {
  return `${median(rounds) ?? "–"} (${Math.min(...rounds)} to ${Math.max(...rounds)})`;
}
