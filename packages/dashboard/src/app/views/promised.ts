import * as Plot from "@observablehq/plot";
import { colours } from "../chart/figure.ts";
import type { Context } from "../state.ts";
import { openOnClick } from "../chart/marks.ts";
import { alongAxis, axisOf, spread } from "../chart/places.ts";

export interface Promised {
  readonly row: string;
  readonly index: number;
  /** Over the dense baseline's: what FLOPs promise of latency, and what the clock says. */
  readonly promised: number;
  readonly paid: number;
}

const least = 15;
/** How far the lines to the labels reach, as a part of the width between both ends. */
const reach = 0.12;
const margins = { top: 34, bottom: 20 };

/** A line a cell from what executed FLOPs promise to what is paid: rising is worse than promised. */
export function promisedChart({ width, go }: Context, rows: readonly Promised[]): Element {
  const narrow = width < 600;
  const all = rows.flatMap(({ promised, paid }) => [promised, paid, 1]);
  const axis = axisOf(Math.min(...all), Math.max(...all));
  const height = Math.max(280, margins.top + margins.bottom + rows.length * least + 90);
  const inner = height - margins.top - margins.bottom;
  const { pixelOf, valueAt } = alongAxis(axis, inner);
  const [left, right] = narrow ? ["promised", "paid"] : ["FLOPs promised", "latency paid"];
  const places = spread(
    rows.map(({ paid }) => inner - pixelOf(paid)),
    least,
    inner,
  );
  const labels = rows.map(({ row, paid }, i) => ({
    text: `${paid.toFixed(2)} ${row}`,
    paid,
    y: valueAt(inner - (places[i] ?? 0)),
  }));
  const ends = rows.flatMap((row) => [
    { ...row, x: 0, y: row.promised },
    { ...row, x: 1, y: row.paid },
  ]);
  const chart = Plot.plot({
    width,
    height,
    marginTop: margins.top,
    marginBottom: margins.bottom,
    marginLeft: 56,
    marginRight: narrow ? width * 0.52 : width * 0.42,
    style: { fontSize: "12px" },
    x: {
      domain: [0, 1],
      ticks: [0, 1],
      axis: "top",
      label: null,
      inset: narrow ? 24 : 40,
      tickFormat: (end: number) => (end === 0 ? left : right),
    },
    y: {
      type: axis.isLog ? "log" : "linear",
      domain: axis.domain,
      grid: true,
      label: "↑ × dense",
      ticks: 6,
      tickFormat: (value: number) => String(Number(value.toPrecision(3))),
    },
    marks: [
      Plot.ruleY([1], { stroke: "currentColor", strokeDasharray: "3,2" }),
      Plot.line(ends, {
        x: "x",
        y: "y",
        z: "index",
        stroke: colourOf,
        strokeWidth: 2,
        strokeOpacity: 0.75,
      }),
      Plot.dot(ends, {
        x: "x",
        y: "y",
        r: 5,
        fill: colourOf,
        title: (end: (typeof ends)[number]) =>
          `${end.row}\n${end.promised.toFixed(2)} × dense promised, ${end.paid.toFixed(2)} × paid`,
      }),
      Plot.link(labels, {
        x1: 1,
        x2: 1 + reach,
        y1: "paid",
        y2: "y",
        stroke: "currentColor",
        strokeOpacity: 0.4,
      }),
      Plot.text(labels, {
        x: 1 + reach,
        y: "y",
        text: "text",
        textAnchor: "start",
        dx: 4,
        lineWidth: narrow ? 14 : 36,
        textOverflow: "ellipsis",
      }),
    ],
  });
  openOnClick(chart, "dot", ends, go);
  return chart;
}

function colourOf({ paid, promised }: Promised): string {
  return paid > promised ? colours.sparse : "var(--better)";
}
