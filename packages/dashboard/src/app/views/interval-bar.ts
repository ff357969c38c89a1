import * as Plot from "@observablehq/plot";
import { colours } from "../colours.ts";
import { nameImage } from "../chart/figure.ts";

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
