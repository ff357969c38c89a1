import * as Plot from "@observablehq/plot";
import { colours, figure, withLegend } from "../chart/figure.ts";
import { type Context, isSparse, rowOf, type ShownCell, shownCells } from "../state.ts";
import { h, name } from "../dom.ts";
import { numberButton } from "../numbers.ts";
import { table } from "../table/table.ts";
import { promisedChart } from "./promised.ts";
import { intervalRule, openOnClick, rowNames } from "../chart/marks.ts";

const mostRows = 60;
const mostSlopes = 20;
/** Characters of a name that fit left of the chart; longer ones stand above their line. */
const mostInMargin = 36;

interface Prediction extends ShownCell {
  readonly row: string;
  /** Speed-ups over the dense baseline: above 1 is faster. */
  readonly byActive: number;
  readonly byExecuted: number;
  readonly byClock: number;
  readonly low: number;
  readonly high: number;
}

function predictionsOf(context: Context): Prediction[] {
  const { data } = context;
  const cells = shownCells(context);
  const models = new Set(cells.flatMap(({ cell }) => (isSparse(cell) ? [cell.model] : [])));
  return cells
    .flatMap(({ index, cell }) => {
      const baseline = cell.baseline === null ? undefined : data.cells[cell.baseline];
      if (!isSparse(cell) || !cell.ratio || !cell.flops || !baseline?.flops) return [];
      return [
        {
          index,
          cell,
          row: rowOf(context, cell, models.size > 1),
          byActive: baseline.flops.active / cell.flops.active,
          byExecuted: baseline.flops.executed / cell.flops.executed,
          byClock: 1 / cell.ratio.value,
          low: 1 / cell.ratio.high,
          high: 1 / cell.ratio.low,
        },
      ];
    })
    .toSorted((a, b) => failureOf(b) - failureOf(a));
}

/** 0 where the clock says what executed FLOPs predict, in either direction. */
function failureOf({ byClock, byExecuted }: Prediction): number {
  return Math.abs(Math.log(byClock / byExecuted));
}

function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}

/** Where theory fails: speed-up by FLOPs beside speed-up by the clock. */
export function predicted(context: Context): HTMLElement[] {
  const all = predictionsOf(context);
  const drawn = all.slice(0, mostRows);
  return [
    h("h1", {}, "Measured against predicted"),
    figure({
      title: "FLOPs promised, latency paid",
      description: `Both over the dense baseline's; below 1 is better than dense. A line that rises to the right costs more time than its executed FLOPs promised.${all.length > mostSlopes ? ` The ${mostSlopes} of ${all.length} where it differs most are drawn.` : ""}`,
      chart:
        all.length === 0
          ? null
          : promisedChart(
              context,
              all.slice(0, mostSlopes).map(({ row, index, byExecuted, byClock }) => ({
                row,
                index,
                promised: 1 / byExecuted,
                paid: 1 / byClock,
              })),
            ),
      table: null,
    }),
    figure({
      title: "Speed-up over the dense baseline, by FLOPs and by the clock",
      description: `Right of 1 is faster than dense. FLOPs predict the hollow marks; the clock says the full ones, with 95 % intervals. The longer the line between them, the more theory fails.${all.length > mostRows ? ` The ${mostRows} of ${all.length} where it fails most are drawn.` : ""}`,
      chart: drawn.length === 0 ? null : chartOf(context, drawn),
      table: table(
        "Speed-ups over the dense baseline",
        [
          { name: "Runs as", value: ({ row }) => name(row) },
          {
            name: "By active FLOPs",
            numeric: true,
            value: ({ index, byActive }) => numberButton(context, index, times(byActive)),
          },
          {
            name: "By executed FLOPs",
            numeric: true,
            value: ({ index, byExecuted }) => numberButton(context, index, times(byExecuted)),
          },
          {
            name: "By the clock",
            numeric: true,
            interval: { zero: 1, of: ({ byClock, low, high }) => ({ value: byClock, low, high }) },
            value: ({ index, byClock, low, high }) =>
              numberButton(
                context,
                index,
                `${times(byClock)} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
              ),
          },
          {
            name: "Of what was predicted",
            numeric: true,
            value: ({ index, byClock, byExecuted }) =>
              numberButton(context, index, `${((byClock / byExecuted) * 100).toFixed(0)} %`),
          },
        ],
        all,
      ),
    }),
  ];
}

function chartOf({ width, go }: Context, rows: readonly Prediction[]): Element {
  const names = rows.map(({ row }) => row);
  const narrow = width < 600 || names.some((row) => row.length > mostInMargin);
  const chart = Plot.plot({
    width,
    height: 60 + rows.length * (narrow ? 40 : 26),
    marginLeft: narrow ? 12 : 230,
    marginRight: 20,
    marginBottom: 40,
    grid: true,
    x: { label: "speed-up over the dense baseline →", zero: false, nice: true, inset: 8 },
    y: { domain: names, label: null, axis: narrow ? null : "left" },
    marks: [
      Plot.ruleX([1], { stroke: "currentColor" }),
      Plot.link(rows, {
        x1: "byExecuted",
        x2: "byClock",
        y1: "row",
        y2: "row",
        stroke: colours.faint,
        strokeWidth: 2,
      }),
      intervalRule(rows, { x1: "low", x2: "high" }, colours.sparse),
      Plot.dot(rows, { x: "byActive", y: "row", symbol: "diamond", stroke: colours.dense, r: 5 }),
      Plot.dot(rows, { x: "byExecuted", y: "row", stroke: "currentColor", r: 5 }),
      Plot.dot(rows, {
        x: "byClock",
        y: "row",
        fill: colours.sparse,
        r: 5,
        title: (r: Prediction) =>
          `${r.row}\n${r.byClock.toFixed(2)} × by the clock, ${r.byExecuted.toFixed(2)} × by executed FLOPs`,
      }),
      ...(narrow ? [rowNames(rows, width)] : []),
    ],
  });
  openOnClick(chart, "dot", rows, go);
  return withLegend(
    [
      [colours.dense, "hollow diamond: predicted by active FLOPs"],
      ["currentColor", "hollow circle: predicted by executed FLOPs"],
      [colours.sparse, "full circle: measured by the clock"],
    ],
    chart,
  );
}
