import { type Headline, headlinesOf } from "../../data/headlines.ts";
import type { DashboardCell, DashboardData } from "../../data/schema.ts";
import { figure } from "../chart/figure.ts";
import {
  axes,
  type Context,
  filterNames,
  type Filters,
  fits,
  shownCells,
  keysOf,
} from "../state.ts";
import { h } from "../dom.ts";
import { cellTable } from "../table/cell-table.ts";
import { deviceCard, deviceStrip } from "./device-card.ts";
import { paretoChart, paretoSentence } from "./pareto.ts";
import { strategyLegend } from "./strategy-legend.ts";
import { trainingCard } from "./training-card.ts";

const firstDevices = 3;

export function overview(context: Context): HTMLElement[] {
  const cells = shownCells(context);
  return [
    ...answers(context),
    ...trainingCard(context),
    h("div", { class: "switch" }, axisSwitch(context)),
    figure({
      title: `Accuracy against ${axes[context.state.x]}`,
      description: paretoSentence(context, cells),
      chart: paretoChart(context, cells),
      table: cellTable(context, cells),
    }),
    strategyLegend(),
  ];
}

/** The verdict of the whole run holds where no filter takes a part of it. */
function answers(context: Context): HTMLElement[] {
  const { data, state } = context;
  const narrow = filterNames.some((name) => name !== "device" && state.filters[name] !== undefined);
  const headlines = narrow
    ? headlinesOf(data, (cell) => fitsPair(data, cell, state.filters))
    : headlinesOf(data).filter(({ cell }) => isShown(data, cell, state.filters));
  if (headlines.length === 0)
    return [
      h("h1", {}, "No answer here yet"),
      h(
        "p",
        {},
        "No sparse model that counts was measured beside its dense baseline in this selection.",
      ),
    ];
  const devices = byDevice(headlines);
  const cards = [...devices].map(([device, own]) => deviceCard(context, device, own, !narrow));
  const rest = cards.slice(firstDevices);
  return [
    h("h1", {}, titleOf(data, headlines)),
    h(
      "p",
      { class: "description" },
      "V-MoE: a sparse vision transformer, of which each image uses a part. Its dense baseline: an ordinary one that does the same work an image. More points of accuracy and less latency are better.",
    ),
    ...(devices.size > 1 ? [deviceStrip(context, devices)] : []),
    ...cards.slice(0, firstDevices),
    ...(rest.length === 0
      ? []
      : [
          h(
            "details",
            {},
            h("summary", {}, counted(rest.length, "more device")),
            ...rest.slice(0, 100),
          ),
        ]),
  ];
}

function byDevice(headlines: readonly Headline[]): ReadonlyMap<number, readonly Headline[]> {
  const devices = new Map<number, Headline[]>();
  for (const headline of headlines)
    devices.set(headline.device, [...(devices.get(headline.device) ?? []), headline]);
  return devices;
}

/** "The answer for 1 pair on 3 devices" */
function titleOf({ cells }: DashboardData, headlines: readonly Headline[]): string {
  if (headlines.length === 1) return "The answer";
  const named = headlines.map(
    ({ cell, baseline }) => `${cells[cell]?.model}\t${cells[baseline]?.model}`,
  );
  const pairs = counted(new Set(named).size, "pair");
  return `The answer for ${pairs} on ${counted(new Set(headlines.map(({ device }) => device)).size, "device")}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function isShown(data: DashboardData, index: number, filters: Filters): boolean {
  const cell = data.cells[index];
  return cell !== undefined && fitsPair(data, cell, filters);
}

/** A headline is of a pair: filters may name its dense half. */
function fitsPair(data: DashboardData, cell: DashboardCell, filters: Filters): boolean {
  const baseline = cell.baseline === null ? undefined : data.cells[cell.baseline];
  return fits(data, cell, filters) || (baseline !== undefined && fits(data, baseline, filters));
}

function axisSwitch({ state, go }: Context): HTMLElement {
  return h(
    "fieldset",
    {},
    h("legend", {}, "Accuracy against"),
    ...keysOf(axes).map((axis) => {
      const id = `filter-x-${axis}`;
      const radio = h("input", {
        type: "radio",
        name: "x",
        id,
        value: axis,
        checked: axis === state.x,
        change: () => {
          go({ x: axis });
        },
      });
      return h("label", { for: id }, radio, axes[axis]);
    }),
  );
}
