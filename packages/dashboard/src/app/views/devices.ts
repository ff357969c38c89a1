import * as Plot from "@observablehq/plot";
import { type Headline, headlinesOf } from "../../data/headlines.ts";
import { verdictWords, cellColumns } from "../table/cell-table.ts";
import { colours, figure, withLegend } from "../chart/figure.ts";
import { type Context, fits, type ShownCell } from "../state.ts";
import { h, name } from "../dom.ts";
import { milliseconds } from "../numbers.ts";
import { table } from "../table/table.ts";
import { intervalRule, openOnClick, rowNames } from "../chart/marks.ts";
import type { DashboardCell } from "../../data/schema.ts";

const mostRows = 40;

interface Answer extends ShownCell {
  readonly headline: Headline;
  readonly dense: DashboardCell;
  readonly row: string;
}

/** The answers of all devices beside each other, each in its own best way to run the experts. */
export function devices(context: Context): HTMLElement[] {
  const { data, state } = context;
  const { number, how, gain, ratio } = cellColumns(context);
  const median = (index: number, { latency }: DashboardCell) =>
    number(index, latency && milliseconds(latency.medianMs));
  const all = headlinesOf(data, (cell) => fits(data, cell, state.filters)).flatMap(
    (headline): Answer[] => {
      const { cell: index, device } = headline;
      const [cell, dense] = [data.cells[index], data.cells[headline.baseline]];
      if (cell === undefined || dense === undefined) return [];
      const row = `${data.devices[device]?.name ?? ""}, ${cell.model}, ${cell.dataset}`;
      return [{ index, cell, headline, dense, row }];
    },
  );
  const rows = all.slice(0, mostRows).flatMap(({ index, cell, dense: { latency }, row }) => {
    const own = cell.latency;
    if (own === null || latency === null) return [];
    return [
      {
        row,
        index,
        own: own.medianMs,
        dense: latency.medianMs,
        low: own.lowMs ?? own.medianMs,
        high: own.highMs ?? own.medianMs,
        denseLow: latency.lowMs ?? latency.medianMs,
        denseHigh: latency.highMs ?? latency.medianMs,
      },
    ];
  });
  return [
    h("h1", {}, "Devices side by side"),
    figure({
      title: "Median latency of each device's fastest V-MoE and its dense baseline",
      description: `Left is better; lines are 95 % intervals. Every device runs the experts in the way that is fastest on it.${all.length > mostRows ? ` ${mostRows} of ${all.length} are drawn; the table has all.` : ""}`,
      chart: rows.length === 0 ? null : chartOf(context, rows),
      table: table(
        "Devices and models",
        [
          { name: "Device and model", value: ({ row }) => name(row) },
          how,
          {
            name: "V-MoE",
            numeric: true,
            order: ({ cell }) => cell.latency?.medianMs ?? null,
            value: ({ index, cell }) => median(index, cell),
          },
          {
            name: "Dense",
            numeric: true,
            order: ({ dense }) => dense.latency?.medianMs ?? null,
            value: ({ headline, dense }) => median(headline.baseline, dense),
          },
          ratio,
          { ...gain, name: "Accuracy, points" },
          { name: "Speed", value: ({ cell }) => verdictWords[cell.verdict] },
          { name: "Answer", wraps: true, value: ({ headline }) => headline.verdict },
        ],
        all,
      ),
    }),
  ];
}

interface DeviceRow {
  readonly row: string;
  readonly index: number;
  readonly own: number;
  readonly dense: number;
  readonly low: number;
  readonly high: number;
  readonly denseLow: number;
  readonly denseHigh: number;
}

function chartOf({ width, go }: Context, rows: readonly DeviceRow[]): Element {
  const values = rows.flatMap(({ own, dense }) => [own, dense]);
  const chart = Plot.plot({
    width,
    height: 70 + rows.length * 44,
    marginLeft: 12,
    marginRight: 20,
    marginBottom: 40,
    grid: true,
    x: {
      label: "median latency, ms →",
      type: Math.max(...values) / Math.min(...values) > 4 ? "log" : "linear",
      nice: true,
      inset: 10,
      tickFormat: (value: number) => String(Number(value.toPrecision(6))),
    },
    y: { domain: rows.map(({ row }) => row), axis: null },
    marks: [
      Plot.link(rows, { x1: "own", x2: "dense", y1: "row", y2: "row", stroke: colours.faint }),
      intervalRule(rows, { x1: "denseLow", x2: "denseHigh" }, colours.dense),
      intervalRule(rows, { x1: "low", x2: "high" }, colours.sparse),
      Plot.dot(rows, {
        x: "dense",
        y: "row",
        fill: colours.dense,
        r: 6,
        title: (r: DeviceRow) => `dense: ${milliseconds(r.dense)}`,
      }),
      Plot.dot(rows, {
        x: "own",
        y: "row",
        fill: colours.sparse,
        r: 6,
        title: (r: DeviceRow) => `V-MoE: ${milliseconds(r.own)}`,
      }),
      rowNames(rows, width),
    ],
  });
  openOnClick(chart, "dot", rows, go);
  return withLegend(
    [
      [colours.dense, "dense"],
      [colours.sparse, "V-MoE"],
    ],
    chart,
  );
}
