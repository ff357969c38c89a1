import * as Plot from "@observablehq/plot";
import { figure, seriesColour, emptyView, withLegend } from "../chart/figure.ts";
import { type Context, rowOf, type ShownCell, shownCells } from "../state.ts";
import { h } from "../dom.ts";
import { milliseconds, numberButton, signed } from "../numbers.ts";
import { table } from "../table/table.ts";
import { cellColumns } from "../table/cell-table.ts";

const mostLines = 8;

interface Curve extends ShownCell {
  readonly line: string;
  readonly first: number;
  readonly last: number;
}

/** How latency changes while a cell is measured: heat, throttling, other work. */
export function sustained(context: Context): HTMLElement[] {
  const all = shownCells(context).flatMap((shown): Curve[] => {
    const { curve } = shown.cell;
    const [first, last] = [curve[0], curve.at(-1)];
    if (first === undefined || last === undefined) return [];
    const line = rowOf(context, shown.cell);
    return [{ ...shown, line, first: first.medianMs, last: last.medianMs }];
  });
  if (all.length === 0)
    return emptyView(
      "Sustained",
      "No run of this selection was a sustained one. Make one with ",
      h("code", {}, "vmoe-bench run --profile sustained"),
      ": it measures each cell for ten minutes and keeps the median of each minute.",
    );
  const drawn = all.slice(0, mostLines);
  const { model, how } = cellColumns(context);
  return [
    h("h1", {}, "Sustained"),
    figure({
      title: "Latency of each minute, relative to the first",
      description: `Level is steady, rising is throttled. A point is the median of a minute of measuring.${all.length > mostLines ? ` ${mostLines} of ${all.length} cells are drawn: filter to see others.` : ""}`,
      chart: chartOf(context, drawn),
      table: table(
        "Change from the first to the last minute",
        [
          model,
          how,
          { name: "Minutes", numeric: true, value: ({ cell }) => String(cell.curve.length) },
          {
            name: "First minute",
            numeric: true,
            order: ({ first }) => first,
            value: ({ index, first }) => numberButton(context, index, milliseconds(first)),
          },
          {
            name: "Last minute",
            numeric: true,
            order: ({ last }) => last,
            value: ({ index, last }) => numberButton(context, index, milliseconds(last)),
          },
          {
            name: "Change",
            numeric: true,
            value: ({ index, first, last }) =>
              numberButton(context, index, `${signed((last / first - 1) * 100, 1)} %`),
          },
        ],
        all,
      ),
    }),
  ];
}

function chartOf({ width }: Context, curves: readonly Curve[]): Element {
  const names = curves.map(({ line }) => line);
  const points = curves.flatMap(({ line, first, cell }) =>
    cell.curve.map(({ minute, medianMs }) => ({
      line,
      minute,
      value: medianMs / first,
      ms: medianMs,
    })),
  );
  const colourOf = ({ line }: { readonly line: string }) => seriesColour(names, line);
  const chart = Plot.plot({
    width,
    height: 360,
    marginLeft: 52,
    marginBottom: 40,
    grid: true,
    x: { label: "minute →", interval: 1, tickSpacing: 60 },
    y: { label: "↑ median, relative to the first minute", nice: true },
    marks: [
      Plot.ruleY([1], { stroke: "currentColor" }),
      Plot.line(points, { x: "minute", y: "value", z: "line", stroke: colourOf }),
      Plot.dot(points, {
        x: "minute",
        y: "value",
        fill: colourOf,
        r: 3,
        title: (p: (typeof points)[number]) => `${p.line}\n${p.ms} ms`,
      }),
    ],
  });
  return withLegend(
    names.map((line) => [seriesColour(names, line), line] as const),
    chart,
  );
}
