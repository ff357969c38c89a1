import * as Plot from "@observablehq/plot";
import { colours } from "../colours.ts";
import { deviceOf, howOf, isSparse, type Context, type ShownCell } from "../context.ts";
import { h } from "../dom.ts";
import { legend } from "../figure.ts";
import { count, megabytes, megaflops, milliseconds } from "../numbers.ts";
import { axes, objection, type Axis } from "../state.ts";
import { axisOf } from "./axis.ts";
import { frontier } from "./frontier.ts";

/** More are counted in hexagons: thousands of marks take longer to draw than a person waits. */
const mostDots = 200;
const mostLabels = 24;
/** Labels that are nearer than this cover each other. */
const labelPixels = { x: 26, y: 18 };
const margins = { left: 56, right: 70, top: 34, bottom: 44 };

interface Point extends ShownCell {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly accuracy: number;
  readonly accuracyLow: number;
  readonly accuracyHigh: number;
  readonly counts: boolean;
}

const units: Record<Axis, { label: string; format: (value: number) => string; scale: number }> = {
  latency: { label: "median latency, ms", format: milliseconds, scale: 1 },
  active: { label: "active FLOPs an image, M", format: megaflops, scale: 1e6 },
  executed: { label: "executed FLOPs an image, M", format: megaflops, scale: 1e6 },
  bytes: { label: "prepared files of the model, MB", format: megabytes, scale: 1e6 },
  memory: { label: "peak memory of the process, MB", format: megabytes, scale: 1e6 },
};

function valueOf({ latency, flops, bytes, peakBytes }: ShownCell["cell"], axis: Axis) {
  switch (axis) {
    case "latency":
      return latency?.medianMs ?? null;
    case "active":
      return flops?.active ?? null;
    case "executed":
      return flops?.executed ?? null;
    case "bytes":
      return bytes;
    case "memory":
      return peakBytes;
  }
}

function pointsOf(axis: Axis, cells: readonly ShownCell[]): Point[] {
  return cells.flatMap(({ index, cell }) => {
    const x = valueOf(cell, axis);
    if (x === null || cell.top1 === null) return [];
    const { lowMs, highMs } = cell.latency ?? { lowMs: null, highMs: null };
    const { value, low, high } = cell.top1;
    const scale = units[axis].scale;
    return [
      {
        index,
        cell,
        x: x / scale,
        low: (axis === "latency" ? (lowMs ?? x) : x) / scale,
        high: (axis === "latency" ? (highMs ?? x) : x) / scale,
        accuracy: value * 100,
        accuracyLow: low * 100,
        accuracyHigh: high * 100,
        counts: objection(cell) === null,
      },
    ];
  });
}

export function paretoSentence({ state, data }: Context, cells: readonly ShownCell[]): string {
  const points = pointsOf(state.x, cells);
  const without = cells.length - points.length;
  const intervals =
    state.x === "latency"
      ? "Lines are 95 % intervals on both axes."
      : `Lines are 95 % intervals of accuracy; ${axes[state.x]} ${state.x === "memory" ? "is a median" : "is exact"}.`;
  return [
    `Up and to the left is better. ${intervals} The dashed line joins the cells that none beats in both${data.devices.length > 1 ? ", a line a device" : ""}.`,
    ...(points.length > mostDots
      ? [
          `${count.format(points.length)} cells are too many to draw one by one: hexagons count them. Filter to see each.`,
        ]
      : []),
    ...(without > 0
      ? [
          `${count.format(without)} cells have no ${axes[state.x]} or no accuracy and stand in the table alone.`,
        ]
      : []),
  ].join(" ");
}

function colourOf({ cell, counts }: Point): string {
  if (!counts) return colours.faint;
  return isSparse(cell) ? colours.sparse : colours.dense;
}

export function paretoChart(context: Context, cells: readonly ShownCell[]): Element | null {
  const { state, width, go } = context;
  const points = pointsOf(state.x, cells);
  if (points.length === 0) return null;
  const { label } = units[state.x];
  const smallest = minimum(points.map(({ low }) => low));
  const largest = -minimum(points.map(({ high }) => -high));
  const several = context.data.devices.length > 1;
  const placeOf = ({ cell }: ShownCell) =>
    JSON.stringify([deviceOf(context.data, cell), cell.dataset]);
  const places = [...new Set(points.map(placeOf))];
  const best = places.flatMap((place) =>
    frontier(points.filter((point) => point.counts && placeOf(point) === place)),
  );
  const few = points.length <= mostDots;
  const titleOf = (p: Point) =>
    `${p.cell.model}\n${howOf(p.cell)}\n${several ? `${deviceOf(context.data, p.cell)}\n` : ""}${p.accuracy.toFixed(2)} % at ${units[state.x].format(p.x * units[state.x].scale)}`;
  const { isLog, domain } = axisOf(smallest, largest);
  const along = isLog ? Math.log : (x: number) => x;
  const [from = 0, to = 1] = domain.map(along);
  const pixelsOf = (x: number) =>
    ((along(x) - from) / (to - from)) * (width - margins.left - margins.right);
  const height = Math.min(460, Math.max(300, width * 0.5));
  const lowest = minimum(points.map(({ accuracyLow }) => accuracyLow));
  const highest = -minimum(points.map(({ accuracyHigh }) => -accuracyHigh));
  const upPixelsOf = (accuracy: number) =>
    ((accuracy - lowest) / (highest - lowest || 1)) * (height - margins.top - margins.bottom);
  const chart = Plot.plot({
    width,
    height,
    marginLeft: margins.left,
    marginRight: margins.right,
    marginTop: margins.top,
    marginBottom: margins.bottom,
    grid: true,
    x: {
      label: `${label} →`,
      type: isLog ? "log" : "linear",
      domain,
      ticks: width < 500 ? 4 : 8,
      tickFormat: (value: number) => String(Number(value.toPrecision(6))),
    },
    y: { label: "↑ top-1, %", nice: true, inset: 8 },
    symbol: { domain: [...new Set(points.map(({ cell }) => cell.backend))] },
    marks: [
      Plot.line(best, {
        x: "x",
        y: "accuracy",
        z: placeOf,
        curve: "step-after",
        stroke: "currentColor",
        strokeDasharray: "4,3",
        strokeOpacity: 0.6,
      }),
      ...(few
        ? [
            Plot.ruleX(points, {
              x: "x",
              y1: "accuracyLow",
              y2: "accuracyHigh",
              stroke: colourOf,
              strokeOpacity: 0.55,
            }),
            Plot.ruleY(points, {
              y: "accuracy",
              x1: "low",
              x2: "high",
              stroke: colourOf,
              strokeOpacity: 0.55,
              strokeWidth: 2,
            }),
            Plot.dot(points, {
              x: "x",
              y: "accuracy",
              symbol: (p: Point) => p.cell.backend,
              fill: colourOf,
              r: 5,
              stroke: "var(--ground)",
              strokeWidth: 1,
              title: titleOf,
            }),
          ]
        : [
            Plot.dot(
              points,
              Plot.hexbin(
                { r: "count" },
                { x: "x", y: "accuracy", fill: colours.sparse, fillOpacity: 0.6, binWidth: 14 },
              ),
            ),
            Plot.dot(best, { x: "x", y: "accuracy", fill: colours.dense, r: 4, title: titleOf }),
          ]),
      ...(points.length <= mostLabels && width >= 600
        ? [
            Plot.text(spreadLabels(points, pixelsOf, upPixelsOf), {
              x: "x",
              y: "accuracy",
              text: "text",
              rotate: -35,
              dy: -9,
              dx: 5,
              textAnchor: "start",
              fontSize: 11,
            }),
          ]
        : []),
    ],
  });
  if (few)
    chart.querySelectorAll('g[aria-label="dot"] > *').forEach((dot, i) => {
      const point = points[i];
      dot.addEventListener("click", () => point && go({ cell: point.index }));
    });
  const backends = [...new Set(points.map(({ cell }) => cell.backend))];
  const shapes = ["circle", "cross", "diamond", "square", "star", "triangle", "wye"];
  return h(
    "div",
    {},
    legend([
      [colours.dense, "dense"],
      [colours.sparse, "V-MoE, by its strategy"],
      ...(points.some(({ counts }) => !counts) ? [[colours.faint, "does not count"] as const] : []),
    ]),
    backends.length > 1 && few
      ? h(
          "p",
          { class: "shapes" },
          `Shapes: ${backends.map((b, i) => `${shapes[i % 7]} ${b}`).join(", ")}.`,
        )
      : null,
    chart,
  );
}

/** Labels of points that lie near each other would cover each other: the first says them all. */
function spreadLabels(
  points: readonly Point[],
  pixelsOf: (x: number) => number,
  upPixelsOf: (accuracy: number) => number,
) {
  const groups: { x: number; accuracy: number; texts: string[] }[] = [];
  // The colour says what is dense.
  const sparse = points.filter(({ cell }) => isSparse(cell));
  for (const point of sparse.toSorted((a, b) => a.x - b.x)) {
    const near = groups.find(
      (group) =>
        Math.abs(pixelsOf(group.x) - pixelsOf(point.x)) < labelPixels.x &&
        Math.abs(upPixelsOf(group.accuracy) - upPixelsOf(point.accuracy)) < labelPixels.y,
    );
    const text = point.cell.strategy;
    if (near === undefined) groups.push({ x: point.x, accuracy: point.accuracy, texts: [text] });
    else if (!near.texts.includes(text)) near.texts.push(text);
  }
  return groups.map(({ x, accuracy, texts }) => ({ x, accuracy, text: labelOf(texts) }));
}

/** A long label would lie on other marks; all are in the table. */
function labelOf(texts: readonly string[]): string {
  return texts.length > 2 ? `${texts[0] ?? ""} + ${texts.length - 1} more` : texts.join(", ");
}

function minimum(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
