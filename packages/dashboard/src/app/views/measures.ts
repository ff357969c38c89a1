import type { Headline } from "../../data/headlines.ts";
import type { DashboardCell } from "../../data/schema.ts";
import type { Context } from "../state.ts";
import { h } from "../dom.ts";
import { count, megaflops, milliseconds, numberButton, percent, signed } from "../numbers.ts";
import { verdictWords } from "../table/cell-table.ts";
import { intervalBar } from "../chart/interval.ts";

interface Names {
  readonly it: string;
  readonly other: string;
}

/** The three numbers of a pair: accuracy, the latency that is paid, and what FLOPs promised. */
export function measuresOf(
  context: Context,
  { cell: index, baseline: beside }: Headline,
): HTMLElement {
  const { cells, runs } = context.data;
  const [cell, baseline] = [cells[index], cells[beside]];
  const threshold = runs[cell?.run ?? -1]?.claimThreshold ?? 0;
  const names: Names =
    cell?.strategy === "dense" ? { it: "it", other: "the other" } : { it: "V-MoE", other: "dense" };
  const big = (text: string) => h("p", { class: "big" }, numberButton(context, index, text));
  return h(
    "div",
    { class: "measures" },
    ...(cell === undefined || baseline === undefined
      ? []
      : [
          accuracy(cell, baseline, names, big),
          latency(cell, baseline, names, threshold, big),
          flops(cell, baseline, names, big),
        ]),
  );
}

type Big = (text: string) => HTMLElement;

function measure(title: string, ...parts: readonly (Element | string)[]): HTMLElement {
  return h("div", { class: "measure" }, h("h4", {}, title), ...parts);
}

function accuracy(
  { gain, top1 }: DashboardCell,
  baseline: DashboardCell,
  { it, other }: Names,
  big: Big,
): HTMLElement {
  if (gain === null || top1 === null || baseline.top1 === null)
    return measure("Accuracy", h("p", {}, "Not compared on the same images."));
  const sure = gain.low > 0 || gain.high < 0;
  return measure(
    "Accuracy",
    big(`${signed(gain.value)} points`),
    intervalBar({ ...gain, zero: 0, margin: null, left: `${other} better`, right: `${it} better` }),
    h(
      "p",
      {},
      h("strong", {}, sure ? "A sure difference" : "Not significant"),
      `: 95 % interval ${signed(gain.low)} to ${signed(gain.high)}; ${percent(top1.value)} against ${percent(baseline.top1.value)} top-1 of ${count.format(gain.n)} images.`,
    ),
  );
}

function latency(
  { ratio, latency: own, verdict, strategy, backend }: DashboardCell,
  baseline: DashboardCell,
  { it, other }: Names,
  threshold: number,
  big: Big,
): HTMLElement {
  if (ratio === null || own === null || baseline.latency === null)
    return measure("Latency", h("p", {}, "Not measured."));
  return measure(
    "Latency",
    big(`${ratio.value.toFixed(2)} × ${other}`),
    intervalBar({
      ...ratio,
      zero: 1,
      margin: threshold,
      left: `${it} faster`,
      right: `${other} faster`,
    }),
    h(
      "p",
      {},
      h("strong", {}, capital(verdictWords[verdict])),
      `: 95 % interval ${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}, a claim is beyond ${(threshold * 100).toFixed(0)} %; ${milliseconds(own.medianMs)} against ${milliseconds(baseline.latency.medianMs)} (${strategy}, ${backend}).`,
    ),
  );
}

/** Exact: an interval of none. */
function flops(cell: DashboardCell, baseline: DashboardCell, names: Names, big: Big): HTMLElement {
  const title = "FLOPs promised";
  if (cell.flops === null || baseline.flops === null)
    return measure(title, h("p", {}, "Not known for such a model."));
  const value = cell.flops.executed / baseline.flops.executed;
  return measure(
    title,
    big(`${value.toFixed(2)} × ${names.other}`),
    intervalBar({
      value,
      low: value,
      high: value,
      zero: 1,
      margin: 0.05,
      left: `${names.it} less work`,
      right: `${names.other} less work`,
    }),
    h(
      "p",
      {},
      `${megaflops(cell.flops.executed)} against ${megaflops(baseline.flops.executed)} an image are executed: if FLOPs were time, latency would be ${value.toFixed(2)} ×.`,
    ),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
