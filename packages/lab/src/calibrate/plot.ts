import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { CalibrationPlot } from "./experiment.ts";

const blue = "#1f5fa8";
const orange = "#c4520f";
const grey = "#8a8a8a";

/** A plot as the text of an SVG file, on white, with its title in it. */
export function plotSvg(plot: CalibrationPlot): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = plot.kind === "rates" ? ratesPlot(plot, document) : intervalsPlot(plot, document);
  const width = Number(drawn.getAttribute("width"));
  const height = Number(drawn.getAttribute("height"));
  const titleHeight = 30;
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  drawn.setAttribute("viewBox", `0 ${-titleHeight} ${width} ${height + titleHeight}`);
  drawn.setAttribute("height", String(height + titleHeight));
  const svg = (name: string, attributes: Record<string, string | number>, text = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    return element;
  };
  const size = { x: 0, y: -titleHeight, width, height: height + titleHeight };
  drawn.prepend(
    svg("rect", { ...size, fill: "white" }),
    svg("text", { x: 12, y: -10, "font-size": 14, "text-anchor": "start" }, plot.title),
  );
  return `${drawn.outerHTML}\n`;
}

function ratesPlot(plot: Extract<CalibrationPlot, { kind: "rates" }>, document: Document) {
  const labels = [...new Set(plot.points.map(({ label }) => label))];
  const series = [...new Set(plot.points.map((point) => point.series))];
  const [low, high] = plot.band;
  const inBand = ({ value }: { value: number }) => value >= low && value <= high;
  const values = plot.points.map(({ value }) => value);
  const margin = 0.15 * (high - low);
  return Plot.plot({
    document,
    width: 260 + 220 * series.length,
    height: 90 + 26 * labels.length,
    marginLeft: 120,
    marginRight: 24,
    marginTop: 40,
    marginBottom: 44,
    style: { color: "#222", background: "white", fontSize: "12px" },
    x: {
      label: plot.x,
      labelArrow: "none",
      labelAnchor: "center",
      ticks: 5,
      domain: [Math.max(0, Math.min(low - margin, ...values)), Math.max(high + margin, ...values)],
      nice: true,
    },
    y: { label: null, domain: labels },
    fx: { label: null, domain: series, padding: 0.12 },
    marks: [
      Plot.rect([0], { x1: low, x2: high, fill: blue, fillOpacity: 0.12 }),
      Plot.gridY({ stroke: grey, strokeOpacity: 0.3 }),
      Plot.dot(plot.points, {
        x: "value",
        y: "label",
        fx: "series",
        r: 5,
        fill: (point: { value: number }) => (inBand(point) ? blue : orange),
        symbol: (point: { value: number }) => (inBand(point) ? "circle" : "diamond"),
      }),
    ],
    color: { type: "identity" },
    symbol: { type: "identity" },
  });
}

function intervalsPlot(plot: Extract<CalibrationPlot, { kind: "intervals" }>, document: Document) {
  const sorted = plot.points.toSorted((a, b) => a.ratio - b.ratio);
  const points = sorted.map((point, i) => ({ ...point, i: i + 1 }));
  // A few very wide intervals would squeeze all others: the axis ends at the 95th percentile of reach.
  const reach = points
    .map(({ low, high }) => Math.max(Math.abs(high - 1), Math.abs(1 - low)))
    .toSorted((a, b) => a - b);
  const most = 1.15 * (reach[Math.floor(0.95 * (reach.length - 1))] ?? 0.1);
  return Plot.plot({
    document,
    width: 760,
    height: 320,
    marginLeft: 60,
    marginRight: 20,
    marginBottom: 44,
    style: { color: "#222", background: "white", fontSize: "12px" },
    x: { label: "comparison, by its ratio", labelArrow: "none", labelAnchor: "center" },
    y: {
      label: plot.y,
      labelArrow: "none",
      domain: [Math.max(0, 1 - most), 1 + most],
      grid: true,
      clamp: true,
    },
    marks: [
      Plot.ruleX(points, { x: "i", y1: "low", y2: "high", stroke: colour, strokeWidth: 1.5 }),
      Plot.dot(points, { x: "i", y: "ratio", r: 1.8, fill: colour }),
      Plot.ruleY([1], { stroke: "#222" }),
    ],
    color: { type: "identity" },
  });
}

/** What excludes 1 stands out. */
function colour({ low, high }: { readonly low: number; readonly high: number }): string {
  return low > 1 || high < 1 ? orange : blue;
}
