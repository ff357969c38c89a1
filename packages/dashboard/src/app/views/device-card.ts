import type { Headline } from "../../data/headlines.ts";
import type { DashboardRun } from "../../data/schema.ts";
import type { Context } from "../state.ts";
import { h, name } from "../dom.ts";
import { measuresOf } from "./measures.ts";
import { signed } from "../numbers.ts";

const firstPairs = 3;

/** What is known of a device: which model is better on it, by how much, and how sure that is. */
export function deviceCard(
  context: Context,
  device: number,
  headlines: readonly Headline[],
  isWhole: boolean,
): HTMLElement {
  const { data } = context;
  const [first] = headlines;
  const run = data.runs[data.cells[first?.cell ?? -1]?.run ?? -1];
  const told = headlines.slice(0, firstPairs);
  const rest = headlines.slice(firstPairs);
  return h(
    "article",
    { class: `headline ${first?.winner ?? "unknown"}`, id: `device-${device}` },
    h(
      "header",
      {},
      h("h2", {}, name(data.devices[device]?.name ?? "")),
      ...(run === undefined ? [] : badges(run, data.cells[first?.cell ?? -1]?.state)),
      data.devices[device]?.id === "local"
        ? h("span", { class: "badge" }, "local: a machine that nothing describes")
        : null,
    ),
    ...told.flatMap((headline) => pairParts(context, headline, isWhole)),
    rest.length === 0
      ? null
      : h(
          "details",
          {},
          h("summary", {}, `${rest.length} more pair${rest.length === 1 ? "" : "s"}`),
          h("ul", {}, ...rest.slice(0, 100).map(({ sentence }) => h("li", {}, sentence))),
        ),
    run === undefined || !isWhole ? null : answerList(run),
  );
}

function pairParts(context: Context, headline: Headline, isWhole: boolean): HTMLElement[] {
  const { cells } = context.data;
  return [
    h("h3", { class: "said" }, headline.verdict),
    h(
      "p",
      { class: "where" },
      name(cells[headline.cell]?.model ?? ""),
      " against ",
      name(cells[headline.baseline]?.model ?? ""),
      `, ${cells[headline.cell]?.dataset ?? ""}`,
    ),
    ...(isWhole ? [] : [h("p", { class: "sentence", dir: "auto" }, headline.sentence)]),
    measuresOf(context, headline),
  ];
}

const trustWords = {
  valid: "valid: to be relied on",
  "semi-valid": "semi-valid: with care",
  invalid: "invalid: not to be relied on",
} as const;

function badges(run: DashboardRun, state: string | undefined): HTMLElement[] {
  const { trust } = run.answer;
  const level = trust ?? (state === "valid" || state === "semi-valid" ? state : "invalid");
  const time = h("time", { datetime: run.startedAt, class: "when" }, run.startedAt.slice(0, 10));
  return [
    h("span", { class: `badge ${level}` }, trustWords[level]),
    ...(run.unfinished ? [h("span", { class: "badge invalid" }, "UNFINISHED")] : []),
    time,
  ];
}

/** The lines that the terminal says, but for the verdicts, which stand above their numbers. */
function answerList({ answer }: DashboardRun): HTMLElement {
  const verdicts = new Set(answer.pairs.map(({ verdict }) => verdict));
  return h(
    "div",
    { class: "answer", dir: "auto" },
    ...answer.lines
      .filter((line) => !verdicts.has(line))
      .map((line) => h("p", { class: /^ |^- /.test(line) ? "part" : "" }, line.trim())),
  );
}

const winnerWords: Record<Headline["winner"], string> = {
  sparse: "V-MoE better",
  dense: "dense better",
  "trade-off": "a trade-off",
  depends: "depends on the backend",
  none: "no difference shown",
  unknown: "no answer",
};

const most = 24;

/** All devices at a glance; each leads to its own answer. */
export function deviceStrip(
  { data, state, go }: Context,
  devices: ReadonlyMap<number, readonly Headline[]>,
): HTMLElement {
  const left = devices.size - most;
  return h(
    "ul",
    { class: "strip", "aria-label": "Devices" },
    ...[...devices].slice(0, most).flatMap(([device, [first]]) => {
      const cell = data.cells[first?.cell ?? -1];
      const id = data.devices[device]?.id;
      if (first === undefined || cell === undefined || id === undefined) return [];
      const numbers = [
        ...(cell.gain === null ? [] : [`${signed(cell.gain.value)} points`]),
        ...(cell.ratio === null ? [] : [`${cell.ratio.value.toFixed(2)} × latency`]),
      ];
      return [
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: `device ${first.winner}`,
              click: () => go({ filters: { ...state.filters, device: [id] } }),
            },
            h("strong", {}, name(data.devices[device]?.name ?? "")),
            h("span", {}, winnerWords[first.winner]),
            h("span", {}, numbers.join(", ")),
          ),
        ),
      ];
    }),
    left > 0 ? h("li", {}, `and ${left} more: filter by device`) : null,
  );
}
