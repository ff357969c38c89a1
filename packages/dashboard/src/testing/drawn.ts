import type { Page } from "puppeteer-core";

export type Place = readonly [x: number, y: number];

/** Where the marks of a chart are, in pixels: circles by their centres, other symbols by their shifts. */
export function dotsOf(page: Page, chart: string, group = 0): Promise<Place[]> {
  return page.evaluate(
    (selector, at): [number, number][] => {
      const groups = [...document.querySelectorAll(`${selector} g[data-mark="dot"]`)];
      return [...(groups[at]?.children ?? [])].map((dot) => {
        if (dot instanceof SVGCircleElement) return [dot.cx.baseVal.value, dot.cy.baseVal.value];
        const shift = /translate\(([-\d.]+),([-\d.]+)\)/.exec(dot.getAttribute("transform") ?? "");
        return [Number(shift?.[1] ?? NaN), Number(shift?.[2] ?? NaN)];
      });
    },
    chart,
    group,
  );
}

/** The cells of each mark, the one that it lies at first. */
export function cellsOfDots(page: Page, chart: string): Promise<number[][]> {
  return page.$$eval(`${chart} [data-cells]`, (dots) =>
    dots.map((dot) => (dot.getAttribute("data-cells") ?? "").split(" ").map(Number)),
  );
}

/**
 * How far pixels are from being a straight line of the values, at most: a chart that draws its data on
 * a linear scale is off by rounding alone. For a logarithmic one pass logarithms.
 */
export function offLine(values: readonly number[], pixels: readonly number[]): number {
  const n = values.length;
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / n;
  const [mv, mp] = [mean(values), mean(pixels)];
  const both = values.reduce((sum, v, i) => sum + (v - mv) * ((pixels[i] ?? NaN) - mp), 0);
  const own = values.reduce((sum, v) => sum + (v - mv) ** 2, 0);
  const slope = own === 0 ? 0 : both / own;
  return Math.max(...values.map((v, i) => Math.abs(mp + slope * (v - mv) - (pixels[i] ?? NaN))));
}

/** Lines of a table's body as their cells' texts. */
export function rowsOf(page: Page, caption: string): Promise<string[][]> {
  return page.evaluate((text) => {
    const table = [...document.querySelectorAll("table")].find(
      (one) => one.caption?.textContent === text,
    );
    return [...(table?.tBodies[0]?.rows ?? [])].map((row) =>
      [...row.cells].map((cell) => cell.textContent ?? ""),
    );
  }, caption);
}
