import * as Plot from "@observablehq/plot";
import { seriesColour } from "../colours.ts";
import { howOf, shownCells, type Context, type ShownCell } from "../context.ts";
import { h, name } from "../dom.ts";
import { figure, legend } from "../figure.ts";
import { numberButton } from "../number-button.ts";
import { signed } from "../numbers.ts";
import { table } from "../table.ts";

const mostLines = 8;

/** How latency changes while a run goes on: heat, throttling, other work. */
export function sustained(context: Context): HTMLElement[] {
  const all = shownCells(context)
    .filter(({ cell }) => cell.rounds.length > 1)
    .map((shown) => ({ ...shown, line: `${shown.cell.model}, ${howOf(shown.cell)}` }));
  const drawn = all.slice(0, mostLines);
  const change = ({ cell }: ShownCell) => {
    const [first, last] = [cell.rounds[0], cell.rounds.at(-1)];
    return first === undefined || last === undefined
      ? 0
      : (last.medianMs / first.medianMs - 1) * 100;
  };
  return [
    h("h1", {}, "Sustained"),
    figure({
      title: "Latency over the run, relative to the first block",
      description: `Each point is the median of a block, or of a minute of it; lines are its quartiles. Level is steady, rising is throttled.${all.length > mostLines ? ` ${mostLines} of ${all.length} cells are drawn: filter to see others.` : ""}`,
      chart: drawn.length === 0 ? null : chartOf(context, drawn),
      table: table(
        "Change from the first to the last block",
        [
          { name: "Model", value: ({ cell }) => name(cell.model) },
          { name: "Runs as", value: ({ cell }) => howOf(cell) },
          { name: "Points", numeric: true, value: ({ cell }) => String(cell.rounds.length) },
          {
            name: "Change",
            numeric: true,
            value: (shown) => numberButton(context, shown.index, `${signed(change(shown), 1)} %`),
          },
        ],
        all,
      ),
    }),
  ];
}

function chartOf(
  { width }: Context,
  lines: readonly (ShownCell & { readonly line: string })[],
): Element {
  const names = lines.map(({ line }) => line);
  const points = lines.flatMap(({ line, cell }) =>
    cell.rounds.map((round) => {
      const base = cell.rounds[0]?.medianMs ?? round.medianMs;
      return {
        line,
        at: round.atSeconds,
        value: round.medianMs / base,
        low: round.lowMs / base,
        high: round.highMs / base,
        ms: round.medianMs,
      };
    }),
  );
  const colourOf = ({ line }: { readonly line: string }) => seriesColour(names, line);
  const chart = Plot.plot({
    width,
    height: 360,
    marginLeft: 52,
    marginBottom: 40,
    grid: true,
    x: { label: "since the run began, s →" },
    y: { label: "↑ median, relative to the first", nice: true },
    marks: [
      Plot.ruleY([1], { stroke: "currentColor" }),
      Plot.ruleX(points, { x: "at", y1: "low", y2: "high", stroke: colourOf, strokeOpacity: 0.4 }),
      Plot.line(points, { x: "at", y: "value", z: "line", stroke: colourOf }),
      Plot.dot(points, {
        x: "at",
        y: "value",
        fill: colourOf,
        r: 3,
        title: (p: (typeof points)[number]) => `${p.line}\n${p.ms} ms`,
      }),
    ],
  });
  return h(
    "div",
    {},
    legend(names.map((line) => [seriesColour(names, line), line] as const)),
    chart,
  );
}
