import * as Plot from "@observablehq/plot";
import { colours } from "../chart/figure.ts";
import type { Context } from "../state.ts";
import { axisOf } from "../chart/places.ts";

export interface Promised {
  readonly row: string;
  readonly index: number;
  /** Over the dense baseline's: what FLOPs promise of latency, and what the clock says. */
  readonly promised: number;
  readonly paid: number;
}

const least = 15;
/** Of the lines to the labels, of the width between both ends. */
const reach = 0.12;
const margins = { top: 34, bottom: 20 };

/** A line a cell from what executed FLOPs promise to what is paid: rising is worse than promised. */
export function promisedChart({ width, go }: Context, rows: readonly Promised[]): Element {
  const narrow = width < 600;
  const all = rows.flatMap(({ promised, paid }) => [promised, paid, 1]);
  const { isLog, domain } = axisOf(Math.min(...all), Math.max(...all));
  const height = Math.max(280, margins.top + margins.bottom + rows.length * least + 90);
  const along = isLog ? Math.log : (value: number) => value;
  const [from, to] = [along(domain[0]), along(domain[1])];
  const inner = height - margins.top - margins.bottom;
  const pixels = (value: number) => ((to - along(value)) / (to - from)) * inner;
  const valueAt = (pixel: number) => {
    const at = to - (pixel / inner) * (to - from);
    return isLog ? Math.exp(at) : at;
  };
  const [left, right] = narrow ? ["promised", "paid"] : ["FLOPs promised", "latency paid"];
  const places = spread(
    rows.map(({ paid }) => pixels(paid)),
    least,
    inner,
  );
  const labels = rows.map(({ row, paid }, i) => ({
    text: `${paid.toFixed(2)} ${row}`,
    paid,
    y: valueAt(places[i] ?? 0),
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
      type: isLog ? "log" : "linear",
      domain,
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
        stroke: ({ paid, promised }: Promised) =>
          paid > promised ? colours.sparse : "var(--better)",
        strokeWidth: 2,
        strokeOpacity: 0.75,
      }),
      Plot.dot(ends, {
        x: "x",
        y: "y",
        r: 5,
        fill: ({ paid, promised }: Promised) =>
          paid > promised ? colours.sparse : "var(--better)",
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
  chart.querySelectorAll('g[aria-label="dot"] > *').forEach((dot, i) => {
    const end = ends[i];
    dot.addEventListener("click", () => end && go({ cell: end.index }));
  });
  return chart;
}

/** Places at least so far from each other, in their order; those of a crowd lie around its middle. */
export function spread(places: readonly number[], apart: number, end: number): number[] {
  const order = places.map((place, i) => ({ place, i })).toSorted((a, b) => a.place - b.place);
  const crowds: { middle: number; members: number[] }[] = [];
  const inside = (middle: number, members: readonly number[]) => {
    const half = ((members.length - 1) * apart) / 2;
    return Math.max(half, Math.min(middle, end - half));
  };
  for (const { place, i } of order) {
    let crowd = { middle: inside(place, [i]), members: [i] };
    for (;;) {
      const before = crowds.at(-1);
      const room = (apart * ((before?.members.length ?? 0) + crowd.members.length)) / 2;
      if (before === undefined || crowd.middle - before.middle >= room) break;
      crowds.pop();
      const [n, m] = [before.members.length, crowd.members.length];
      const members = [...before.members, ...crowd.members];
      const middle = (before.middle * n + crowd.middle * m) / (n + m);
      crowd = { middle: inside(middle, members), members };
    }
    crowds.push(crowd);
  }
  const result = places.map(() => 0);
  for (const { middle, members } of crowds) {
    const first = middle - ((members.length - 1) * apart) / 2;
    for (const [place, i] of members.entries()) result[i] = first + place * apart;
  }
  return result;
}
