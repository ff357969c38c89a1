import * as Plot from "@observablehq/plot";
import { colours } from "../chart/figure.ts";
import { alongAxis, logTicks, placeLabels, type ValueAxis } from "../chart/places.ts";
import { type Axis, type Context, deviceOf, howOf, isSparse } from "../state.ts";
import { megabytes, megaflops, milliseconds } from "../numbers.ts";
import { folded, frontier, type Mark, type Point, scales } from "./pareto-points.ts";
import { openOnClick } from "../chart/marks.ts";

const mostLabel = 30;
const margins = { left: 46, right: 16, top: 30, bottom: 42 };
export const shapes = ["circle", "cross", "diamond", "square", "star", "triangle", "wye"] as const;

const units: Record<Axis, { label: string; format: (value: number) => string }> = {
  latency: { label: "median latency, ms", format: milliseconds },
  active: { label: "active FLOPs an image, M", format: megaflops },
  executed: { label: "executed FLOPs an image, M", format: megaflops },
  bytes: { label: "prepared files of the model, MB", format: megabytes },
  memory: { label: "peak memory of the process, MB", format: megabytes },
};

interface Place {
  readonly x: number;
  readonly y: number;
}

/** What all panels share, so that devices can be compared. */
export interface Scales {
  readonly axis: Axis;
  readonly x: ValueAxis;
  readonly y: readonly [number, number];
  readonly width: number;
  readonly height: number;
  readonly backends: readonly string[];
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

export function panel(context: Context, points: readonly Point[], scale: Scales): Element {
  const { go } = context;
  const { x, y, width, height } = scale;
  const inner = {
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
  };
  const across = alongAxis(x, inner.width);
  const up = alongAxis({ isLog: false, domain: y }, inner.height);
  const placeOf = (point: Point): readonly [number, number] => [
    across.pixelOf(point.x),
    inner.height - up.pixelOf(point.accuracy),
  ];
  const xAt = ({ x: left }: Place) => across.valueAt(left);
  const yAt = ({ y: top }: Place) => up.valueAt(inner.height - top);
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
          x1: (label: Label) => xAt(label.from),
          y1: (label: Label) => yAt(label.from),
          x2: xAt,
          y2: yAt,
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
            x: xAt,
            y: yAt,
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
  for (const [i, dot] of openOnClick(chart, "dot", marks, go).entries())
    dot.setAttribute("data-cells", marks[i]?.members.map(({ index }) => index).join(" ") ?? "");
  return chart;
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

export function hexagons(context: Context, points: readonly Point[], scale: Scales): Element {
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

function colourOf({ cell, counts }: Point): string {
  if (!counts) return colours.faint;
  return isSparse(cell) ? colours.sparse : colours.dense;
}
