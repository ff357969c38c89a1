import * as Plot from "@observablehq/plot";
import type { StartParts } from "../../data/schema.ts";
import { legend } from "../chart/figure.ts";
import type { Context } from "../context.ts";
import { h } from "../dom.ts";
import { milliseconds } from "../numbers.ts";
import { rowNames } from "./row-chart.ts";

export interface StartRow {
  readonly row: string;
  readonly index: number;
  readonly parts: StartParts;
}

export const startKinds = [
  ["prepareMs", "making files ready", "var(--series-4)"],
  ["loadMs", "loading the model", "var(--series-1)"],
  ["firstMs", "first prediction", "var(--series-2)"],
] as const;

/** Where the milliseconds of a start go: its parts one after the other, as they are waited for. */
export function startPartsChart({ width, go }: Context, rows: readonly StartRow[]): Element {
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
  chart.querySelectorAll('g[aria-label="bar"] rect').forEach((rect, i) => {
    const bar = bars[i];
    rect.addEventListener("click", () => bar && go({ cell: bar.index }));
  });
  return h("div", {}, legend(startKinds.map(([, name, colour]) => [colour, name] as const)), chart);
}
