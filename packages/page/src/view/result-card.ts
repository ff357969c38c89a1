import type { PageResult } from "@vmoe-bench/contracts";
import { el, say } from "./dom.ts";

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

type Ratios = PageResult["ratios"];

/** A ratio of 1 is in the middle; what is as much faster as slower lies as far from it. */
export function placesOf(ratios: Ratios): {
  /** A ratio's place, in per cent of the width. */
  readonly at: (ratio: number) => number;
  /** The ratios at both ends. */
  readonly ends: readonly [left: number, right: number];
} {
  const widest = Math.max(
    Math.log(1.1),
    ...ratios.flatMap(({ low, high }) => [low, high].map((value) => Math.abs(Math.log(value)))),
  );
  const span = 1.15 * widest;
  return {
    at: (ratio) => 50 + (50 * Math.log(ratio)) / span,
    ends: [Math.exp(-span), Math.exp(span)],
  };
}

/** Each backend's ratio with its 95 % interval, beside the line of no difference. */
function ratioChart(ratios: Ratios): HTMLElement {
  const { at, ends } = placesOf(ratios);
  const rows = ratios.map(({ name, ratio, low, high, verdict }) => {
    const middle = el("span", "no-difference");
    const bar = el("span", "interval");
    bar.style.left = `${at(low)}%`;
    bar.style.width = `${at(high) - at(low)}%`;
    const dot = el("span", "ratio-dot");
    dot.style.left = `${at(ratio)}%`;
    const track = el("div", "track", middle, bar, dot);
    track.setAttribute("aria-hidden", "true");
    const said = `${two(ratio)}× [${two(low)}, ${two(high)}]`;
    const text = el("div", "ratio-text", el("span", "", name), el("span", "number", said));
    const row = el("li", "ratio", text, track);
    row.dataset["verdict"] = verdict;
    return row;
  });
  const axis = el(
    "div",
    "axis",
    el("span", "", `faster ${two(ends[0])}×`),
    el("span", "", "1×"),
    el("span", "", `slower ${two(ends[1])}×`),
  );
  axis.setAttribute("aria-hidden", "true");
  const list = el("ol", "ratios", ...rows);
  const caption = el("figcaption", "hint", "Latency over what it is compared with, 95 % interval");
  return el("figure", "chart", caption, list, axis);
}

const two = (value: number) => value.toFixed(2);
