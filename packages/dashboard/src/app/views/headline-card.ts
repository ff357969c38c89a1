import type { Headline } from "../../data/headline.ts";
import { verdictWords } from "../cell-table.ts";
import type { Context } from "../context.ts";
import { h, name } from "../dom.ts";
import { numberButton } from "../number-button.ts";
import { count, milliseconds, percent, signed } from "../numbers.ts";
import { intervalBar } from "./interval-bar.ts";

/** Which model is better on a device, by how much, and how sure that is. */
export function headlineCard(context: Context, headline: Headline): HTMLElement {
  const { data } = context;
  const [cell, twin] = [data.cells[headline.cell], data.cells[headline.twin]];
  const { gain = null, ratio = null } = cell ?? {};
  const run = data.runs[cell?.run ?? -1];
  const threshold = run?.claimThreshold ?? 0;
  const [it, other] = cell?.strategy === "dense" ? ["it", "the other"] : ["V-MoE", "dense"];
  const parts: HTMLElement[] = [];
  if (gain !== null && cell?.top1 && twin?.top1) {
    const sure = gain.low > 0 || gain.high < 0;
    parts.push(
      h(
        "div",
        { class: "measure" },
        h("h3", {}, "Accuracy"),
        h(
          "p",
          { class: "big" },
          numberButton(context, headline.cell, `${signed(gain.value)} points`),
        ),
        intervalBar({
          ...gain,
          zero: 0,
          margin: null,
          left: `${other} better`,
          right: `${it} better`,
        }),
        h(
          "p",
          {},
          `${percent(cell.top1.value)} against ${percent(twin.top1.value)} top-1. 95 % interval ${signed(gain.low)} to ${signed(gain.high)} points, paired on ${count.format(gain.n)} images: `,
          h("strong", {}, sure ? "a sure difference" : "not significant"),
          sure ? ", the interval excludes 0." : ", the interval includes 0.",
        ),
      ),
    );
  }
  if (ratio !== null && cell?.latency && twin?.latency) {
    parts.push(
      h(
        "div",
        { class: "measure" },
        h("h3", {}, "Latency"),
        h(
          "p",
          { class: "big" },
          numberButton(context, headline.cell, `${ratio.value.toFixed(2)} × ${other}`),
        ),
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
          `${milliseconds(cell.latency.medianMs)} against ${milliseconds(twin.latency.medianMs)}. 95 % interval ${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)} times: `,
          h("strong", {}, verdictWords[cell.verdict]),
          sureness(cell.verdict, threshold),
        ),
      ),
    );
  }
  return h(
    "article",
    { class: `headline ${headline.winner}` },
    h(
      "p",
      { class: "where" },
      name(data.devices[headline.device]?.name ?? ""),
      " · ",
      name(cell?.model ?? ""),
      " against ",
      name(twin?.model ?? ""),
    ),
    h("h2", {}, headline.verdict),
    h("p", { class: "sentence", dir: "auto" }, headline.sentence),
    h("div", { class: "measures" }, ...parts),
    ...trust(context, headline.cell),
  );
}

/** What stands between these numbers and full trust in them. */
function trust({ data }: Context, index: number): HTMLElement[] {
  const cell = data.cells[index];
  if (cell === undefined || cell.state === "valid") return [];
  const reasons = cell.remarks.flatMap((i) => data.texts[i] ?? []);
  return [h("p", { class: "trust" }, h("strong", {}, `${cell.state}: `), reasons.join(" "))];
}

function sureness(verdict: keyof typeof verdictWords, threshold: number): string {
  const effect = `${(threshold * 100).toFixed(0)} %`;
  if (verdict === "slower" || verdict === "faster")
    return `, the interval excludes 1 and the effect is above ${effect}.`;
  return `: a claim needs an interval without 1 and an effect above ${effect}.`;
}
