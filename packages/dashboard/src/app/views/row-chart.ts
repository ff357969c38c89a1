import * as Plot from "@observablehq/plot";
import type { Context } from "../state.ts";

/** Charts whose lines are cells: what they share. */
interface Row {
  readonly row: string;
}

/** A 95 % interval along each row's line. */
export function intervalRule<R extends Row>(
  rows: readonly R[],
  ends: { readonly x1: keyof R & string; readonly x2: keyof R & string },
  stroke: string,
): Plot.Markish {
  return Plot.ruleY(rows, { y: "row", ...ends, stroke, strokeWidth: 3, strokeOpacity: 0.5 });
}

/** The rows' names above their lines, as much as there is room for. */
export function rowNames(rows: readonly Row[], width: number): Plot.Markish {
  return Plot.text(rows, {
    y: "row",
    text: "row",
    frameAnchor: "left",
    textAnchor: "start",
    lineWidth: width / 14,
    textOverflow: "ellipsis",
    dy: -13,
    fontSize: 11.5,
  });
}

/** The dots that were drawn last open where their row's numbers come from. */
export function openOnClick(
  chart: Element,
  rows: readonly { readonly index: number }[],
  go: Context["go"],
): void {
  const dots = [...chart.querySelectorAll('g[aria-label="dot"]')].at(-1);
  dots?.querySelectorAll("circle").forEach((dot, i) => {
    const row = rows[i];
    dot.addEventListener("click", () => row && go({ cell: row.index }));
  });
}
