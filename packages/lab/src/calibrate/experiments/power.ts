import { median, quantile, verdictOf } from "@vmoe-bench/measure";
import type { Noise } from "../noise.ts";
import {
  claims,
  type Compared,
  comparisons,
  excludesOne,
  fixedAfter,
  partOf,
  quick,
} from "../simulate.ts";
import { atLeast, type Findings, percent, shown, type Tick } from "../experiment.ts";

const limitSeconds = 12;
const factors = [1.02, 1.05, 1.1] as const;

interface Row {
  readonly factor: number;
  readonly excluded: number;
  /** After the first five rounds. */
  readonly first: number;
  readonly claimed: number;
  /** Called slower, which they are. */
  readonly right: number;
  readonly seconds: number;
  /** 90 % took no longer. */
  readonly most: number;
  readonly bias: number;
}

function rowOf(found: readonly Compared[], factor: number, roundSeconds: number): Row {
  const stopped = found.map((compared) => compared.stopped);
  const seconds = stopped.map(({ rounds }) => rounds * roundSeconds);
  const right = stopped.filter((ratio) => verdictOf(ratio, quick.threshold) === "slower");
  return {
    factor,
    excluded: excludesOne(stopped),
    first: excludesOne(fixedAfter(found, quick.firstRounds)),
    claimed: claims(stopped),
    right: right.length / found.length,
    seconds: median(seconds) ?? NaN,
    most: quantile(seconds, 0.9) ?? NaN,
    bias: (median(stopped.map(({ ratio }) => ratio)) ?? NaN) / factor - 1,
  };
}

/**
 * What true differences are found on recorded noise, and how soon.
 * @param roundSeconds measured time of an arm in a round
 */
export async function powerExperiment(
  recorded: Noise,
  asked: { readonly count: number; readonly seed: number; readonly roundSeconds: number },
  tick: Tick,
): Promise<Findings> {
  const { count, seed, roundSeconds } = asked;
  const mostRounds = Math.floor(quick.capSeconds / roundSeconds);
  const rows: Row[] = [];
  for (const [i, factor] of factors.entries()) {
    const work = { factor, count, seed: seed + i, mostRounds };
    const compared = await comparisons(recorded, work, partOf(tick, i, factors.length, count));
    rows.push(rowOf(compared, factor, roundSeconds));
  }
  const of = (factor: number) => rows.find((row) => row.factor === factor);
  const five = of(1.05);
  const ten = of(1.1);
  if (five === undefined || ten === undefined) throw new Error("A factor is missing.");
  return {
    title: "Power and time to verdict, on recorded noise",
    method: `${count.toLocaleString("en")} comparisons for each true ratio; rounds are drawn from a committed run (${recorded.what}), where an arm was measured for ${roundSeconds.toFixed(2)} s a round; quick settings, ${mostRounds} rounds (${quick.capSeconds} s) at most. A 5 % difference is "found" when the interval excludes 1: the claim rule wants an effect of over 5 %, which the estimate of a true 5 % exceeds only about half of the time, however long one measures (more often here, because what looks clear early ends there). Time is measured time, without processes starting and warming up.`,
    figures: [
      atLeast("a true 5 % difference is found", five.excluded, 0.9),
      shown("a true 5 % difference is found in the first 5 rounds", five.first),
      shown("a true 5 % difference is claimed", five.claimed),
      {
        name: "time to verdict for a true 10 % difference, median, an arm",
        value: ten.seconds,
        text: `${ten.seconds.toFixed(1)} s`,
        target: `at most ${limitSeconds} s`,
        met: ten.seconds <= limitSeconds,
      },
      shown("a true 10 % difference is called slower", ten.right),
    ],
    table: {
      columns: [
        "true ratio",
        "excludes 1",
        "called slower",
        "seconds an arm, median",
        "seconds an arm, 90 %",
        "estimate too high, median",
      ],
      rows: rows.map((row) => [
        String(row.factor),
        percent(row.excluded),
        percent(row.right),
        row.seconds.toFixed(1),
        row.most.toFixed(1),
        percent(row.bias, 2),
      ]),
    },
    plots: [],
  };
}
