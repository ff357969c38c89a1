import * as Plot from "@observablehq/plot";
import { type Context, rowOf, type ShownCell, shownCells } from "../state.ts";
import { h, name } from "../dom.ts";
import { figure, withLegend } from "../chart/figure.ts";
import { milliseconds, numberButton } from "../numbers.ts";
import { table } from "../table/table.ts";
import { rowNames, openOnClick } from "../chart/marks.ts";
import type { StartParts } from "../../data/schema.ts";
import { cellColumns } from "../table/cell-table.ts";

const mostRows = 60;
const regimes = [
  ["first ever", "var(--series-4)", (cell: ShownCell["cell"]) => cell.firstEverMs],
  ["cold session", "var(--series-1)", (cell: ShownCell["cell"]) => cell.coldMs],
  ["warm", "var(--series-2)", (cell: ShownCell["cell"]) => cell.latency?.medianMs ?? null],
] as const;

/** Three regimes that are never averaged: nothing prepared, a fresh session, and warm. */
export function starts(context: Context): HTMLElement[] {
  const all = shownCells(context)
    .filter(({ cell }) => cell.coldMs !== null || cell.firstEverMs !== null)
    .map((shown) => ({ ...shown, row: rowOf(context, shown.cell) }));
  const drawn = all.slice(0, mostRows);
  const { model, how, devices } = cellColumns(context);
  const cold = all.flatMap(({ row, index, cell: { coldParts } }) =>
    coldParts === null ? [] : [{ row, index, parts: coldParts }],
  );
  return [
    h("h1", {}, "First ever, cold and warm"),
    figure({
      title: "What a user waits for, on a logarithmic axis",
      description: `First ever: nothing prepared or cached. Cold session: a fresh process or page, until the first prediction is there. Warm: the median of one prediction.${all.length > mostRows ? ` ${mostRows} of ${all.length} are drawn.` : ""}`,
      chart: drawn.length === 0 ? null : chartOf(context, drawn),
      table: table(
        "Times of the three regimes",
        [
          model,
          how,
          ...devices,
          ...regimes.map(([regime, , valueOf]) => ({
            name: regime,
            numeric: true,
            order: ({ cell }: ShownCell) => valueOf(cell),
            value: ({ index, cell }: ShownCell) => {
              const ms = valueOf(cell);
              return ms === null ? "not measured" : numberButton(context, index, milliseconds(ms));
            },
          })),
        ],
        all,
      ),
    }),
    figure({
      title: "Where the milliseconds of a cold start go",
      description: `Each bar is a fresh process or page up to its first prediction, part after part; medians over several.${cold.length > mostRows ? ` ${mostRows} of ${cold.length} are drawn.` : ""}`,
      chart: cold.length === 0 ? null : startPartsChart(context, cold.slice(0, mostRows)),
      table: table(
        "Parts of a cold start",
        [
          { name: "Runs as", value: ({ row }) => name(row) },
          ...startKinds.map(([key, kind]) => ({
            name: kind,
            numeric: true,
            order: ({ parts }: StartRow) => parts[key],
            value: ({ index, parts }: StartRow) => {
              const ms = parts[key];
              return ms === null ? "not timed" : numberButton(context, index, milliseconds(ms));
            },
          })),
        ],
        cold,
      ),
    }),
  ];
}

function chartOf(
  { width }: Context,
  rows: readonly (ShownCell & { readonly row: string })[],
): Element {
  const marks = regimes.flatMap(([regime, colour, valueOf]) => {
    const points = rows.flatMap(({ row, cell }) => {
      const ms = valueOf(cell);
      return ms === null ? [] : [{ row, ms }];
    });
    return points.length === 0
      ? []
      : [
          Plot.dot(points, {
            x: "ms",
            y: "row",
            fill: colour,
            r: 5,
            title: (p: (typeof points)[number]) => `${regime}: ${milliseconds(p.ms)}`,
          }),
        ];
  });
  const chart = Plot.plot({
    width,
    height: 60 + rows.length * 36,
    marginLeft: 12,
    marginRight: 20,
    marginBottom: 40,
    grid: true,
    x: {
      type: "log",
      label: "ms →",
      nice: true,
      tickFormat: (value: number) => String(Number(value.toPrecision(6))),
    },
    y: { domain: rows.map(({ row }) => row), axis: null },
    marks: [Plot.ruleY(rows, { y: "row", stroke: "var(--line)" }), ...marks, rowNames(rows, width)],
  });
  return withLegend(
    regimes.map(([regime, colour]) => [colour, regime] as const),
    chart,
  );
}

interface StartRow {
  readonly row: string;
  readonly index: number;
  readonly parts: StartParts;
}

const startKinds = [
  ["prepareMs", "making files ready", "var(--series-4)"],
  ["loadMs", "loading the model", "var(--series-1)"],
  ["firstMs", "first prediction", "var(--series-2)"],
] as const;

/** Where the milliseconds of a start go: its parts one after the other, as they are waited for. */
function startPartsChart({ width, go }: Context, rows: readonly StartRow[]): Element {
  const bars = rows.flatMap(({ row, index, parts }) => {
    let from = 0;
    return startKinds.flatMap(([key, name, colour]) => {
      const ms = parts[key];
      if (ms === null || ms === 0) return [];
      const bar = { row, index, name, colour, ms, from, to: from + ms };
      from += ms;
      return [bar];
    });
  });
  const ends = rows.map(({ row }) => ({
    row,
    to: Math.max(0, ...bars.filter((bar) => bar.row === row).map(({ to }) => to)),
  }));
  const most = Math.max(...ends.map(({ to }) => to));
  const chart = Plot.plot({
    width,
    height: 60 + rows.length * 38,
    marginLeft: 12,
    marginRight: 20,
    marginBottom: 40,
    style: { fontSize: "12px" },
    x: { label: "ms →", grid: true, domain: [0, most * 1.12] },
    y: { domain: rows.map(({ row }) => row), axis: null, padding: 0.62 },
    marks: [
      Plot.barX(bars, {
        x1: "from",
        x2: "to",
        y: "row",
        dy: 6,
        fill: ({ colour }: (typeof bars)[number]) => colour,
        title: (bar: (typeof bars)[number]) =>
          `${bar.row}\n${bar.name}: ${milliseconds(bar.ms)} of ${milliseconds(ends.find(({ row }) => row === bar.row)?.to ?? 0)}`,
      }),
      Plot.text(ends, {
        x: "to",
        y: "row",
        dy: 6,
        dx: 6,
        textAnchor: "start",
        text: ({ to }: (typeof ends)[number]) => milliseconds(to),
      }),
      rowNames(rows, width),
    ],
  });
  openOnClick(chart, "bar", bars, go);
  return withLegend(
    startKinds.map(([, name, colour]) => [colour, name] as const),
    chart,
  );
}
