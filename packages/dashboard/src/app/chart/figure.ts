import { h } from "../dom.ts";
import { saveButtons } from "../save.ts";
import { touchable } from "./marks.ts";

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
  return h(
    "section",
    { class: "figure", "aria-labelledby": id },
    h("h2", { id }, title),
    h("p", { class: "description" }, description),
    chart === null
      ? h("p", { class: "empty" }, "Nothing here has these numbers.")
      : drawing(title, description, chart),
    table,
  );
}

function drawing(title: string, description: string, chart: Element): HTMLElement {
  const place = h("div", { class: "chart" }, chart);
  // Legends may hold drawings of their own, which are hidden from who does not see.
  const svgs = [...place.querySelectorAll("svg")].filter((svg) => svg.closest(".legend") === null);
  for (const [i, svg] of svgs.entries()) {
    const part = svg.closest("[data-part]")?.getAttribute("data-part");
    const label = [title, ...(typeof part === "string" ? [part] : []), description].join(". ");
    nameImage(svg, i === 0 ? label : `${title}. ${part ?? i + 1}`);
    if (touchable(svg, place)) svg.setAttribute("role", "group");
  }
  place.append(saveButtons(title, svgs));
  return place;
}

type Entry = readonly [colour: string, text: string];

/** A chart below its legend. */
export function withLegend(entries: readonly Entry[], chart: Element): HTMLElement {
  return h("div", {}, legend(entries), chart);
}

/** A view that has nothing to show, and what would fill it. */
export function emptyView(title: string, ...parts: readonly (Node | string)[]): HTMLElement[] {
  return [h("h1", {}, title), h("p", { class: "empty" }, ...parts)];
}

/** What stands for what in a chart. */
export function legend(entries: readonly Entry[]): HTMLElement {
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

/** Colours are CSS variables, so that a chart follows light and dark without being drawn again. */
export const colours = {
  sparse: "var(--sparse)",
  dense: "var(--dense)",
  faint: "var(--faint)",
  loss: "var(--series-3)",
} as const;

const series = Array.from({ length: 8 }, (_, i) => `var(--series-${i + 1})`);

/** The same colour for the same name within one chart. */
export function seriesColour(names: readonly string[], name: string): string {
  return series[names.indexOf(name) % series.length] ?? colours.faint;
}
