import * as Plot from "@observablehq/plot";
import { type Headline, headlinesOf } from "../../data/headlines.ts";
import { verdictWords } from "../table/cell-table.ts";
import { colours, figure, legend } from "../chart/figure.ts";
import { type Context, fits, howOf } from "../state.ts";
import { h, name } from "../dom.ts";
import { milliseconds, numberButton, signed } from "../numbers.ts";
import { table } from "../table/table.ts";
import { intervalRule, openOnClick, rowNames } from "./row-chart.ts";

const mostRows = 40;

/** The answers of all devices beside each other, each in its own best way to run the experts. */
export function devices(context: Context): HTMLElement[] {
  const { data, state } = context;
  const all = headlinesOf(data, (cell) => fits(data, cell, state.filters)).map((headline) => ({
    headline,
    row: rowName(context, headline),
  }));
  const rows = all.slice(0, mostRows).flatMap(({ headline, row }) => {
    const [own, dense] = [data.cells[headline.cell], data.cells[headline.baseline]];
    if (!own?.latency || !dense?.latency) return [];
    return [
      {
        row,
        index: headline.cell,
        own: own.latency.medianMs,
        dense: dense.latency.medianMs,
        low: own.latency.lowMs ?? own.latency.medianMs,
        high: own.latency.highMs ?? own.latency.medianMs,
        denseLow: dense.latency.lowMs ?? dense.latency.medianMs,
        denseHigh: dense.latency.highMs ?? dense.latency.medianMs,
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
          { name: "Runs as", value: ({ headline }) => howText(context, headline) },
          {
            name: "V-MoE",
            numeric: true,
            order: ({ headline }) => data.cells[headline.cell]?.latency?.medianMs ?? null,
            value: ({ headline }) => latencyButton(context, headline.cell),
          },
          {
            name: "Dense",
            numeric: true,
            order: ({ headline }) => data.cells[headline.baseline]?.latency?.medianMs ?? null,
            value: ({ headline }) => latencyButton(context, headline.baseline),
          },
          {
            name: "× dense latency",
            numeric: true,
            interval: { zero: 1, of: ({ headline }) => data.cells[headline.cell]?.ratio ?? null },
            value: ({ headline }) => ratioButton(context, headline.cell),
          },
          {
            name: "Accuracy, points",
            numeric: true,
            interval: { zero: 0, of: ({ headline }) => data.cells[headline.cell]?.gain ?? null },
            value: ({ headline }) => gainButton(context, headline.cell),
          },
          { name: "Speed", value: ({ headline }) => verdictText(context, headline.cell) },
          { name: "Answer", wraps: true, value: ({ headline }) => headline.verdict },
        ],
        all,
      ),
    }),
  ];
}

function rowName({ data }: Context, { device, cell }: Headline): string {
  const own = data.cells[cell];
  return `${data.devices[device]?.name ?? ""}, ${own?.model ?? ""}${own === undefined ? "" : `, ${own.dataset}`}`;
}

function howText({ data }: Context, { cell }: Headline): string {
  const own = data.cells[cell];
  return own === undefined ? "" : howOf(own);
}

function latencyButton(context: Context, index: number): HTMLElement {
  const latency = context.data.cells[index]?.latency ?? null;
  return latency === null
    ? h("span", {}, "–")
    : numberButton(context, index, milliseconds(latency.medianMs));
}

function ratioButton(context: Context, index: number): HTMLElement {
  const ratio = context.data.cells[index]?.ratio ?? null;
  if (ratio === null) return h("span", {}, "–");
  const { value, low, high } = ratio;
  const text = `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return numberButton(context, index, text);
}

function gainButton(context: Context, index: number): HTMLElement {
  const gain = context.data.cells[index]?.gain ?? null;
  if (gain === null) return h("span", {}, "–");
  return numberButton(
    context,
    index,
    `${signed(gain.value)} [${signed(gain.low)}, ${signed(gain.high)}]`,
  );
}

function verdictText({ data }: Context, index: number): string {
  const verdict = data.cells[index]?.verdict;
  return verdict === undefined ? "" : verdictWords[verdict];
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
  openOnClick(chart, rows, go);
  return h(
    "div",
    {},
    legend([
      [colours.dense, "dense"],
      [colours.sparse, "V-MoE"],
    ]),
    chart,
  );
}
