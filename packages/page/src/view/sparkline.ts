import { medianOf, milliseconds } from "./state.ts";

const width = 320;
const height = 72;
const margin = 4;

/** Latencies as a line, with their median as a dashed one; described for those who do not see it. */
export function sparkline(): {
  readonly element: SVGSVGElement;
  show(ms: readonly number[]): void;
} {
  const element = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "spark" });
  element.setAttribute("preserveAspectRatio", "none");
  const area = svg("path", { class: "spark-area" });
  const middle = svg("line", { class: "spark-median", x1: "0", x2: String(width) });
  const line = svg("path", { class: "spark-line" });
  element.append(area, middle, line);
  return {
    element,
    show(samples) {
      element.toggleAttribute("hidden", samples.length < 2);
      if (samples.length < 2) return;
      const median = medianOf(samples);
      // Twice the median fills it: a single slow sample does not flatten the rest.
      const top = Math.max(2 * median, Number.MIN_VALUE);
      const y = (ms: number) =>
        (height - margin - (height - 2 * margin) * Math.min(1, ms / top)).toFixed(1);
      const step = width / (samples.length - 1);
      const points = samples.map((ms, i) => `${(i * step).toFixed(1)},${y(ms)}`);
      line.setAttribute("d", `M${points.join("L")}`);
      area.setAttribute("d", `M0,${height}L${points.join("L")}L${width},${height}Z`);
      middle.setAttribute("y1", y(median));
      middle.setAttribute("y2", y(median));
      element.setAttribute(
        "aria-label",
        `The last ${samples.length} latencies; their median is ${milliseconds(median)}.`,
      );
    },
  };
}

function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
