import * as Plot from "@observablehq/plot";
import type { Interval } from "../../data/schema.ts";
import { s } from "../dom.ts";
import { colours, nameImage } from "./figure.ts";

const [width, height] = [72, 14];

/** How far the intervals of a column go from where there is no difference. */
interface BarScale {
  readonly zero: number;
  readonly reach: number;
}

/** One scale for a column; a few far intervals do not press all others together. */
export function barScale(intervals: readonly Interval[], zero: number): BarScale {
  const ends = intervals
    .flatMap(({ low, high }) => [Math.abs(low - zero), Math.abs(high - zero)])
    .toSorted((a, b) => a - b);
  const part = ends.length > 20 ? 0.8 : 1;
  const most = ends[Math.floor((ends.length - 1) * part)] ?? 0;
  return { zero, reach: Math.max(most * 1.05, 0.05) };
}

/**
 * A value and its 95 % interval beside no difference, small; its numbers stand next to it. An end
 * that is off the scale has an arrow.
 */
export function intervalCell({ value, low, high }: Interval, scale: BarScale): SVGSVGElement {
  const { zero, reach } = scale;
  const place = (of: number) => {
    const part = Math.min(1, Math.max(-1, (of - zero) / reach));
    return width / 2 + part * (width / 2 - 4);
  };
  const sure = low > zero || high < zero;
  const middle = height / 2;
  const off = (of: number) => Math.abs(of - zero) > reach;
  return s(
    "svg",
    { class: sure ? "bar sure" : "bar", width, height, "aria-hidden": "true" },
    s("line", { class: "zero", x1: width / 2, x2: width / 2, y1: 0, y2: height }),
    s("line", { class: "span", x1: place(low), x2: place(high), y1: middle, y2: middle }),
    ...(off(low) ? [arrow(place(low), -1)] : []),
    ...(off(high) ? [arrow(place(high), 1)] : []),
    s("circle", { cx: place(value), cy: middle, r: 3 }),
  );
}

function arrow(x: number, side: 1 | -1): SVGElement {
  const [back, middle] = [x - side * 4, height / 2];
  return s("path", { d: `M${back},${middle - 4} L${x},${middle} L${back},${middle + 4}` });
}

interface IntervalBar {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Where there is no difference. */
  readonly zero: number;
  /** Effects within this much of `zero`, as a factor, are no claim; null for none. */
  readonly margin: number | null;
  readonly left: string;
  readonly right: string;
}

/** One interval beside "no difference", drawn small. Its numbers stand in the text below it. */
export function intervalBar({ value, low, high, zero, margin, left, right }: IntervalBar): Element {
  const reach = 1.15 * Math.max(Math.abs(low - zero), Math.abs(high - zero), margin ?? 0, 1e-9);
  const domain = [zero - reach, zero + reach];
  const svg = Plot.plot({
    width: 320,
    height: 68,
    style: { fontSize: "12px" },
    marginLeft: 4,
    marginRight: 4,
    marginTop: 16,
    marginBottom: 20,
    x: { domain, ticks: 5, label: null },
    y: { axis: null, domain: [-1, 1] },
    marks: [
      ...(margin === null
        ? []
        : [
            Plot.rect([0], {
              x1: zero / (1 + margin),
              x2: zero * (1 + margin),
              y1: -1,
              y2: 1,
              fill: "currentColor",
              fillOpacity: 0.12,
            }),
          ]),
      Plot.ruleX([zero], { stroke: "currentColor", strokeDasharray: "3,2" }),
      Plot.ruleY([0], { x1: low, x2: high, stroke: colours.sparse, strokeWidth: 3 }),
      Plot.dot([value], { x: value, y: 0, r: 5, fill: colours.sparse }),
      Plot.text([left], { frameAnchor: "top-left", dy: -14, text: [`← ${left}`] }),
      Plot.text([right], { frameAnchor: "top-right", dy: -14, text: [`${right} →`] }),
    ],
  });
  if (svg instanceof SVGSVGElement)
    nameImage(svg, `${value.toFixed(2)}, 95 % interval ${low.toFixed(2)} to ${high.toFixed(2)}`);
  return svg;
}
