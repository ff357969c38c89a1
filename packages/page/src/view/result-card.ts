import type { PageResult } from "@vmoe-bench/contracts";
import { el, say } from "./dom.ts";
import { ratioChart } from "./ratio-chart.ts";

/** The last screen: the verdict, a picture of the ratios, and what else the computer says. */
export function resultCard() {
  const verdict = el("h2", "verdict");
  const chart = el("div");
  const lines = el("div", "lines");
  const element = el("section", "card result", verdict, chart, lines);
  let shown: PageResult | undefined;
  return {
    element,
    show(result: PageResult | undefined) {
      element.toggleAttribute("hidden", result === undefined);
      if (result === undefined || result === shown) return;
      shown = result;
      const [first = "", ...others] = result.lines;
      say(verdict, first);
      chart.replaceChildren(...(result.ratios.length === 0 ? [] : [ratioChart(result.ratios)]));
      lines.replaceChildren(
        ...others.map((line) => el("p", line.startsWith("  ") ? "part" : "", line.trim())),
      );
    },
  };
}
