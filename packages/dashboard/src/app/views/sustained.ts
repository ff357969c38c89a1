import * as Plot from "@observablehq/plot";
import type { CellDetail } from "../../data/schema.ts";
import { seriesColour } from "../colours.ts";
import { howOf, shownCells, type Context } from "../context.ts";
import { loadDetail } from "../details.ts";
import { h, name } from "../dom.ts";
import { figure, legend, nameImage } from "../figure.ts";
import { numberButton } from "../number-button.ts";
import { signed } from "../numbers.ts";
import { table } from "../table.ts";

const mostLines = 8;

/** How latency changes while a run goes on: heat, throttling, other work. */
export function sustained(context: Context): HTMLElement[] {
  const all = shownCells(context)
    .filter(({ cell }) => cell.sustained !== null)
    .map((shown) => ({ ...shown, line: `${shown.cell.model}, ${howOf(shown.cell)}` }));
  const drawn = all.slice(0, mostLines);
  const place = h("div", { "aria-live": "polite" }, "Loading the curves…");
  void Promise.all(drawn.map(({ index }) => loadDetail(index))).then(
    (details) => {
      const lines = drawn.map(({ line }, i) => ({ line, rounds: details[i]?.rounds ?? [] }));
      const chart = chartOf(context, lines);
      chart.querySelectorAll("svg").forEach((svg) => nameImage(svg, "Latency over the run"));
      return place.replaceChildren(chart);
    },
    () => place.replaceChildren("The curves are not beside this page."),
  );
  return [
    h("h1", {}, "Sustained"),
    figure({
      title: "Latency over the run, relative to the first block",
      description: `Each point is the median of a block, or of a minute of it; lines are its quartiles. Level is steady, rising is throttled.${all.length > mostLines ? ` ${mostLines} of ${all.length} cells are drawn: filter to see others.` : ""}`,
      chart: drawn.length === 0 ? null : place,
      table: table(
        "Change from the first to the last block",
        [
          { name: "Model", value: ({ cell }) => name(cell.model) },
          { name: "Runs as", value: ({ cell }) => howOf(cell) },
          {
            name: "Points",
            numeric: true,
            value: ({ cell }) => String(cell.sustained?.points ?? 0),
          },
          {
            name: "Change",
            numeric: true,
            value: (shown) =>
              numberButton(
                context,
                shown.index,
                `${signed((shown.cell.sustained?.change ?? 0) * 100, 1)} %`,
              ),
          },
        ],
        all,
      ),
    }),
  ];
}

interface Line {
  readonly line: string;
  readonly rounds: CellDetail["rounds"];
}

function chartOf({ width }: Context, lines: readonly Line[]): Element {
  const names = lines.map(({ line }) => line);
  const points = lines.flatMap(({ line, rounds }) =>
    rounds.map((round) => {
      const base = rounds[0]?.medianMs ?? round.medianMs;
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
