import * as Plot from "@observablehq/plot";
import type { CellDetail } from "../../data/schema.ts";
import { colours, figure } from "../chart/figure.ts";
import type { Context } from "../state.ts";
import { numberButton, intervalText } from "../numbers.ts";
import { table } from "../table/table.ts";

function width({ low, high }: { readonly low: number; readonly high: number }): number {
  return (high - low) / 2;
}

/** How a cell's interval over its dense baseline got narrower, round by round. */
export function roundsFigure(context: Context, { cell, ratioByRound }: CellDetail): HTMLElement[] {
  const last = ratioByRound.at(-1);
  if (last === undefined) return [];
  return [
    figure({
      title: "How sure it was after each round",
      description: `The ratio to the dense baseline's latency and its 95 % interval, as they were known when so many rounds had been measured: after ${last.rounds} it is ${last.value.toFixed(2)} ± ${width(last).toFixed(2)}.`,
      chart: ratioByRound.length < 2 ? null : chartOf(context, ratioByRound),
      table: table(
        "The interval after each round",
        [
          { name: "Rounds", numeric: true, value: ({ rounds }) => String(rounds) },
          {
            name: "× dense latency",
            numeric: true,
            interval: { zero: 1, of: (round) => round },
            value: (round) =>
              numberButton(
                context,
                cell,
                intervalText(round, (ratio) => ratio.toFixed(3)),
              ),
          },
          {
            name: "Half width",
            numeric: true,
            order: width,
            value: (round) => numberButton(context, cell, width(round).toFixed(3)),
          },
        ],
        ratioByRound,
      ),
    }),
  ];
}

function chartOf({ width: room }: Context, rounds: CellDetail["ratioByRound"]): Element {
  // Two rounds may say nothing yet: their interval would press all others together.
  const later = rounds.length > 3 ? rounds.slice(1) : rounds;
  const low = Math.min(1, ...later.map((round) => round.low));
  const high = Math.max(1, ...later.map((round) => round.high));
  const margin = Math.max(0.05, (high - low) * 0.1);
  return Plot.plot({
    width: room,
    height: 280,
    marginLeft: 52,
    marginBottom: 40,
    grid: true,
    style: { fontSize: "12px" },
    x: { label: "rounds measured →", interval: 1, tickSpacing: 50, tickFormat: "d" },
    y: { label: "↑ × dense", domain: [low - margin, high + margin] },
    marks: [
      Plot.areaY(rounds, {
        x: "rounds",
        y1: "low",
        y2: "high",
        fill: colours.sparse,
        fillOpacity: 0.2,
        clip: true,
      }),
      Plot.ruleY([1], { stroke: "currentColor", strokeDasharray: "3,2" }),
      Plot.line(rounds, { x: "rounds", y: "value", stroke: colours.sparse, strokeWidth: 2 }),
      Plot.dot(rounds, {
        x: "rounds",
        y: "value",
        fill: colours.sparse,
        r: 4,
        title: ({ rounds: n, value, low: from, high: to }: (typeof rounds)[number]) =>
          `after ${n} rounds: ${value.toFixed(2)} × dense [${from.toFixed(2)}, ${to.toFixed(2)}]`,
      }),
    ],
  });
}
