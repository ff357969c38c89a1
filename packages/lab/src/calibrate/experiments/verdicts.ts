import { median } from "@vmoe-bench/measure";
import type { Noise } from "../noise.ts";
import {
  claims,
  type Compared,
  comparisons,
  coverage,
  excludesOne,
  fixedAfter,
  fixedRounds,
  partOf,
  quick,
} from "../simulate.ts";
import { atMost, coverageBand, covers, type Findings, percent, type Tick } from "../experiment.ts";

const truths = [1, 1.1] as const;

/** False verdicts of an arm against itself, and what the interval covers, for each kind of noise. */
export async function verdictsExperiment(
  kinds: readonly Noise[],
  { count, seed }: { readonly count: number; readonly seed: number },
  tick: Tick,
): Promise<Findings> {
  const compared: { noise: Noise; same: Compared[]; slower: Compared[] }[] = [];
  for (const [i, noise] of kinds.entries()) {
    const of = (factor: number, turn: number) =>
      comparisons(
        noise,
        { factor, count, seed: seed + 2 * i + turn },
        partOf(tick, 2 * i + turn, 2 * kinds.length, count),
      );
    compared.push({ noise, same: await of(1, 0), slower: await of(1.1, 1) });
  }
  const rows = compared.map(({ noise, same, slower }) => {
    const fixed = fixedRounds.map((rounds) => fixedAfter(same, rounds));
    const stopped = same.map((c) => c.stopped);
    const ended = slower.map((c) => c.stopped);
    return {
      noise,
      claims: [...fixed, stopped].map(claims),
      excluded: [excludesOne(fixedAfter(same, quick.firstRounds)), excludesOne(stopped)],
      covered: [...[...fixed, stopped].map((ratios) => coverage(ratios, 1)), coverage(ended, 1.1)],
      rounds: [middle(stopped), middle(ended)],
    };
  });
  const ways = [...fixedRounds.map((rounds) => `${rounds} rounds`), "stopping"];
  const panels = [...ways.map((way) => `${way}, ratio 1`), "stopping, ratio 1.1"];
  return {
    title: "False verdicts and coverage, simulated",
    method: `${count.toLocaleString("en")} comparisons of each kind of noise for each true ratio (${truths.join(" and ")}), with quick settings: after ${fixedRounds.join(", ")} rounds without looking before; and ${quick.firstRounds} rounds, then as many as the stopping rule asks, ${quick.mostRounds} at most; blocks of 100 samples. "Different" is the claim rule's verdict (the interval excludes 1 and the effect is over 5 %); "excludes 1" is the bare interval.`,
    figures: rows.flatMap(({ noise: { name }, claims: claimed, covered }) => [
      ...claimed.map((part, i) => atMost(`A/A called different, ${name}, ${ways[i]}`, part, 0.05)),
      ...covered.map((part, i) => covers(`coverage, ${name}, ${panels[i]}`, part)),
    ]),
    table: {
      columns: [
        "noise",
        "what it is",
        "A/A excludes 1, 5 rounds",
        "A/A excludes 1, stopping",
        "rounds, median, ratio 1",
        "rounds, median, ratio 1.1",
      ],
      rows: rows.map(({ noise: { name, what }, excluded, rounds }) => [
        name,
        what,
        ...excluded.map((part) => percent(part)),
        ...rounds.map(String),
      ]),
    },
    plots: [
      {
        kind: "rates",
        file: "coverage.svg",
        title: "What the 95 % interval covers; the band is the target",
        x: "% of comparisons",
        band: [100 * coverageBand[0], 100 * coverageBand[1]],
        points: rows.flatMap(({ noise: { name }, covered }) =>
          covered.map((part, i) => ({ label: name, series: panels[i] ?? "", value: 100 * part })),
        ),
      },
      {
        kind: "rates",
        file: "false-verdicts.svg",
        title: "An arm against itself, called different; the band is the target",
        x: "% of comparisons",
        band: [0, 5],
        points: rows.flatMap(({ noise: { name }, claims: claimed }) =>
          claimed.map((part, i) => ({
            label: name,
            series: ways[i] ?? "",
            value: 100 * part,
          })),
        ),
      },
    ],
  };
}

function middle(found: readonly { readonly rounds: number }[]): number {
  return median(found.map(({ rounds }) => rounds)) ?? 0;
}
