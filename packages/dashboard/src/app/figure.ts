import { h } from "./dom.ts";

interface FigureParts {
  readonly title: string;
  /** What the chart shows, for who does not see it, and how to read it for who does. */
  readonly description: string;
  /** Null where there is nothing to draw. */
  readonly chart: Element | null;
  readonly table: Element | null;
}

/** Plot labels each group of marks; in one image with one name they would be labels of nothing. */
export function nameImage(svg: SVGSVGElement, label: string): void {
  for (const group of svg.querySelectorAll("[aria-label]")) {
    group.setAttribute("data-mark", group.getAttribute("aria-label") ?? "");
    group.removeAttribute("aria-label");
  }
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
}

let figures = 0;

/** A chart with its numbers as a table below it. */
export function figure({ title, description, chart, table }: FigureParts): HTMLElement {
  const id = `figure-${++figures}`;
  if (chart !== null) {
    const svg = chart instanceof SVGSVGElement ? chart : chart.querySelector("svg");
    if (svg) nameImage(svg, `${title}. ${description}`);
  }
  return h(
    "section",
    { class: "figure", "aria-labelledby": id },
    h("h2", { id }, title),
    h("p", { class: "description" }, description),
    chart === null ? h("p", { class: "empty" }, "Nothing here has these numbers.") : null,
    chart === null ? null : h("div", { class: "chart" }, chart),
    table,
  );
}

/** What stands for what in a chart. */
export function legend(entries: readonly (readonly [colour: string, text: string])[]): HTMLElement {
  return h(
    "ul",
    { class: "legend" },
    ...entries.map(([colour, text]) => {
      const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
      swatch.style.setProperty("background", colour);
      return h("li", {}, swatch, h("bdi", {}, text));
    }),
  );
}
