import { colours, legend } from "../chart/figure.ts";
import { axisOf } from "../chart/places.ts";
import { axes, type Context, deviceOf, type ShownCell } from "../state.ts";
import { h, name } from "../dom.ts";
import { count } from "../numbers.ts";
import { type Point, pointsOf } from "./pareto-points.ts";
import { type Scales, shapes, panel, hexagons } from "./pareto-panel.ts";

/** More are counted in hexagons: thousands of marks take longer to draw than a person waits. */
const mostDots = 200;
const mostDevices = 4;

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

/** With room around, and never so narrow that chance looks large. */
function accuracies(points: readonly Point[]): readonly [number, number] {
  const low = least(points.map(({ accuracyLow }) => accuracyLow));
  const high = -least(points.map(({ accuracyHigh }) => -accuracyHigh));
  const room = Math.max(0.5 - (high - low) / 2, (high - low) * 0.06);
  return [low - room, high + room];
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
