import * as Plot from "@observablehq/plot";
import { colours, legend } from "../chart/figure.ts";
import { axisOf, logTicks, placeLabels } from "../chart/places.ts";
import {
  axes,
  type Axis,
  type Context,
  deviceOf,
  howOf,
  isSparse,
  type ShownCell,
} from "../state.ts";
import { h, name } from "../dom.ts";
import { count, megabytes, megaflops, milliseconds } from "../numbers.ts";
import { folded, frontier, type Mark, type Point, pointsOf, scales } from "./pareto-points.ts";

/** More are counted in hexagons: thousands of marks take longer to draw than a person waits. */
const mostDots = 200;
const mostDevices = 4;
const mostLabel = 30;
const margins = { left: 46, right: 16, top: 30, bottom: 42 };

const units: Record<Axis, { label: string; format: (value: number) => string }> = {
  latency: { label: "median latency, ms", format: milliseconds },
  active: { label: "active FLOPs an image, M", format: megaflops },
  executed: { label: "executed FLOPs an image, M", format: megaflops },
  bytes: { label: "prepared files of the model, MB", format: megabytes },
  memory: { label: "peak memory of the process, MB", format: megabytes },
};

export function paretoSentence({ state, data }: Context, cells: readonly ShownCell[]): string {
  const points = pointsOf(state.x, cells);
  const without = cells.length - points.length;
  const places = new Set(points.map(({ cell }) => deviceOf(data, cell))).size;
  const intervals =
    state.x === "latency"
      ? "Lines are 95 % intervals on both axes."
      : `Lines are 95 % intervals of accuracy; ${axes[state.x]} ${state.x === "memory" ? "is a median" : "is exact"}.`;
  return [
    `Up and to the left is better. ${intervals} The dashed line joins the cells that none beats in both. Strategies that lie on each other are one mark.`,
    ...(points.length > mostDots
      ? [
          `${count.format(points.length)} cells are too many to draw one by one: hexagons count them. Filter to see each.`,
        ]
      : places > mostDevices
        ? [`${mostDevices} of ${places} devices are drawn: filter to see others.`]
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

/** What all panels share, so that devices can be compared. */
interface Scales {
  readonly axis: Axis;
  readonly x: ReturnType<typeof axisOf>;
  readonly y: readonly [number, number];
  readonly width: number;
  readonly height: number;
  readonly backends: readonly string[];
}

export function paretoChart(context: Context, cells: readonly ShownCell[]): Element | null {
  const { state, width, data } = context;
  const points = pointsOf(state.x, cells);
  if (points.length === 0) return null;
  const few = points.length <= mostDots;
  const devices = [...new Set(points.map(({ cell }) => deviceOf(data, cell)))];
  const panels = few
    ? devices.slice(0, mostDevices).map((device) => ({
        device,
        own: points.filter(({ cell }) => deviceOf(data, cell) === device),
      }))
    : [{ device: "", own: points }];
  const drawn = panels.flatMap(({ own }) => own);
  const scale: Scales = {
    axis: state.x,
    x: axisOf(least(drawn.map(({ low }) => low)), -least(drawn.map(({ high }) => -high))),
    y: accuracies(drawn),
    width,
    height: Math.min(panels.length > 1 ? 340 : 400, Math.max(280, width * 0.4)),
    backends: [...new Set(drawn.map(({ cell }) => cell.backend))],
  };
  return h(
    "div",
    {},
    legend([
      [colours.dense, "dense"],
      [colours.sparse, "V-MoE, by its strategy"],
      ...(drawn.some(({ counts }) => !counts) ? [[colours.faint, "does not count"] as const] : []),
    ]),
    scale.backends.length > 1 && few
      ? h(
          "p",
          { class: "shapes" },
          `Shapes: ${scale.backends.map((backend, i) => `${shapes[i % shapes.length]} ${backend}`).join(", ")}.`,
        )
      : null,
    ...panels.map(({ device, own }) =>
      h(
        "div",
        panels.length > 1 ? { "data-part": device } : {},
        panels.length > 1 ? h("h3", {}, name(device)) : null,
        few ? panel(context, own, scale) : hexagons(context, own, scale),
      ),
    ),
  );
}

const shapes = ["circle", "cross", "diamond", "square", "star", "triangle", "wye"] as const;

/** With room around, and never so narrow that chance looks large. */
function accuracies(points: readonly Point[]): readonly [number, number] {
  const low = least(points.map(({ accuracyLow }) => accuracyLow));
  const high = -least(points.map(({ accuracyHigh }) => -accuracyHigh));
  const room = Math.max(0.5 - (high - low) / 2, (high - low) * 0.06);
  return [low - room, high + room];
}

function axisOptions({ axis, x, y, width, height }: Scales) {
  const inner = width - margins.left - margins.right;
  return {
    width,
    height,
    marginLeft: margins.left,
    marginRight: margins.right,
    marginTop: margins.top,
    marginBottom: margins.bottom,
    style: { fontSize: "12px" },
    grid: true,
    x: {
      label: `${units[axis].label} →`,
      type: x.isLog ? ("log" as const) : ("linear" as const),
      domain: x.domain,
      ticks: x.isLog ? logTicks(x.domain, inner) : Math.max(2, Math.floor(inner / 90)),
      tickFormat: (value: number) => String(Number(value.toPrecision(6))),
    },
    y: { label: "↑ top-1, %", domain: y, ticks: 6 },
  };
}

function panel(context: Context, points: readonly Point[], scale: Scales): Element {
  const { go } = context;
  const { x, y, width, height } = scale;
  const inner = {
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
  };
  const along = x.isLog ? Math.log : (value: number) => value;
  const [from, to] = [along(x.domain[0]), along(x.domain[1])];
  const placeOf = (point: Point): readonly [number, number] => [
    ((along(point.x) - from) / (to - from)) * inner.width,
    ((y[1] - point.accuracy) / (y[1] - y[0])) * inner.height,
  ];
  const marks = folded(points, placeOf);
  const labelled = marks.map((mark) => {
    const [left, top] = placeOf(mark);
    return { x: left, y: top, text: labelOf(context, mark, scale) };
  });
  const labels = placeLabels(labelled, inner).flatMap((placed, i) =>
    placed === null
      ? []
      : [{ ...placed, from: labelled[i] ?? placed, text: labelled[i]?.text ?? "" }],
  );
  const across = (pixels: number) => inverse(scale, pixels, inner.width);
  const up = (pixels: number) => y[1] - (pixels / inner.height) * (y[1] - y[0]);
  type Label = (typeof labels)[number];
  const chart = Plot.plot({
    ...axisOptions(scale),
    symbol: { domain: scale.backends, range: shapes.slice(0, scale.backends.length) },
    marks: [
      ...frontierLines(points),
      Plot.ruleX(marks, {
        x: "x",
        y1: "accuracyLow",
        y2: "accuracyHigh",
        stroke: colourOf,
        strokeOpacity: 0.45,
      }),
      Plot.ruleY(marks, {
        y: "accuracy",
        x1: "low",
        x2: "high",
        stroke: colourOf,
        strokeOpacity: 0.45,
        strokeWidth: 2,
      }),
      Plot.link(
        labels.filter(({ isFar }) => isFar),
        {
          x1: (label: Label) => across(label.from.x),
          y1: (label: Label) => up(label.from.y),
          x2: (label: Label) => across(label.x),
          y2: (label: Label) => up(label.y),
          stroke: "currentColor",
          strokeOpacity: 0.5,
        },
      ),
      Plot.dot(marks, {
        x: "x",
        y: "accuracy",
        symbol: (mark: Mark) => mark.cell.backend,
        fill: colourOf,
        r: 6,
        stroke: "var(--ground)",
        strokeWidth: 1,
        title: (mark: Mark) => titleOf(context, mark, scale.axis),
      }),
      ...(["start", "middle", "end"] as const).map((anchor) =>
        Plot.text(
          labels.filter((label) => label.anchor === anchor),
          {
            x: (label: Label) => across(label.x),
            y: (label: Label) => up(label.y),
            text: "text",
            textAnchor: anchor,
            stroke: "var(--ground)",
            strokeWidth: 4,
            fill: "var(--text)",
            fontSize: 12,
          },
        ),
      ),
    ],
  });
  chart.querySelectorAll('g[aria-label="dot"] > *').forEach((dot, i) => {
    const mark = marks[i];
    dot.addEventListener("click", () => mark && go({ cell: mark.index }));
    dot.setAttribute("data-cells", mark?.members.map(({ index }) => index).join(" ") ?? "");
  });
  return chart;
}

function inverse({ x }: Scales, pixels: number, width: number): number {
  const along = x.isLog ? Math.log : (value: number) => value;
  const [from, to] = [along(x.domain[0]), along(x.domain[1])];
  const at = from + (pixels / width) * (to - from);
  return x.isLog ? Math.exp(at) : at;
}

/** One a data set: those that count and that none beats in both. */
function frontierLines(points: readonly Point[]): Plot.Markish[] {
  const sets = [...new Set(points.map(({ cell }) => cell.dataset))];
  const best = sets.flatMap((dataset) =>
    frontier(points.filter(({ counts, cell }) => counts && cell.dataset === dataset)),
  );
  return [
    Plot.line(best, {
      x: "x",
      y: "accuracy",
      z: ({ cell }: Point) => cell.dataset,
      curve: "step-after",
      stroke: "currentColor",
      strokeDasharray: "4,3",
      strokeOpacity: 0.6,
    }),
  ];
}

/** "gather, branch · ort-node/cpu": what tells a mark from the others beside it. */
function labelOf({ data }: Context, { cell, members }: Mark, { backends }: Scales): string {
  const strategies = [...new Set(members.map((member) => member.cell.strategy))];
  const told =
    strategies.length > 2
      ? `${strategies[0] ?? ""} + ${strategies.length - 1} more`
      : strategies.join(", ");
  const models = new Set(data.cells.map(({ model }) => model)).size;
  const text = [
    ...(models > 2 ? [cell.model] : []),
    told,
    ...(backends.length > 1 ? [cell.backend] : []),
  ].join(" · ");
  return text.length > mostLabel ? `${text.slice(0, mostLabel - 1)}…` : text;
}

function titleOf({ data }: Context, { cell, members }: Mark, axis: Axis): string {
  const several = data.devices.length > 1;
  return [
    cell.model,
    ...(several ? [deviceOf(data, cell)] : []),
    ...members.map(
      (member) =>
        `${howOf(member.cell)}: ${member.accuracy.toFixed(2)} % at ${units[axis].format(member.x * scales[axis])}`,
    ),
  ].join("\n");
}

function hexagons(context: Context, points: readonly Point[], scale: Scales): Element {
  return Plot.plot({
    ...axisOptions(scale),
    marks: [
      Plot.dot(
        points,
        Plot.hexbin(
          { r: "count" },
          { x: "x", y: "accuracy", fill: colours.sparse, fillOpacity: 0.6, binWidth: 14 },
        ),
      ),
      Plot.dot(frontier(points.filter(({ counts }) => counts)), {
        x: "x",
        y: "accuracy",
        fill: colours.dense,
        r: 4,
        title: (point: Point) => titleOf(context, { ...point, members: [point] }, scale.axis),
      }),
    ],
  });
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
