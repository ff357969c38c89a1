import * as Plot from "@observablehq/plot";
import type { CellDetail } from "../../data/schema.ts";
import { colours, figure, withLegend } from "../chart/figure.ts";
import { type Context, isSparse, rowOf, shownCells } from "../state.ts";
import { loadDetail } from "../scripts.ts";
import { h } from "../dom.ts";
import { count, milliseconds, numberButton } from "../numbers.ts";
import { table } from "../table/table.ts";
import { roundsFigure } from "./rounds.ts";

const mostChoices = 500;

/** Raw samples, loaded when somebody looks. */
export function samples(context: Context): HTMLElement[] {
  const { data, state, go } = context;
  const cells = shownCells(context).filter(({ cell }) => cell.detail && cell.latency !== null);
  const chosen =
    cells.find(({ index }) => index === state.of) ??
    cells.find(({ cell }) => isSparse(cell)) ??
    cells[0];
  const title = h("h1", {}, "Distributions of raw samples");
  if (chosen === undefined) return [title, h("p", {}, "No cell of this selection has samples.")];
  const picker = h(
    "select",
    { id: "filter-cell" },
    ...cells
      .slice(0, mostChoices)
      .map(({ index, cell }) =>
        h("option", { value: index, selected: index === chosen.index }, rowOf(context, cell)),
      ),
  );
  picker.addEventListener("change", () => go({ of: Number(picker.value) }));
  const place = h("div", { "aria-live": "polite" }, h("p", {}, "Loading samples…"));
  const baseline = chosen.cell.baseline;
  const own = rowOf(context, chosen.cell);
  const baselineCell = baseline === null ? undefined : data.cells[baseline];
  const baselineName = baselineCell === undefined ? "" : rowOf(context, baselineCell);
  void Promise.all([
    loadDetail(chosen.index),
    baseline === null ? null : loadDetail(baseline),
  ]).then(
    ([detail, dense]) =>
      place.replaceChildren(
        ...distributions(
          context,
          { name: own, detail },
          dense === null ? null : { name: baselineName, detail: dense },
        ),
      ),
    () => place.replaceChildren(h("p", {}, "The samples are not beside this page.")),
  );
  return [title, h("label", { for: "filter-cell" }, "Cell ", picker), place];
}

interface Named {
  readonly name: string;
  readonly detail: CellDetail;
}

function distributions(context: Context, own: Named, dense: Named | null): HTMLElement[] {
  const all = own.detail.samplesMs.flat();
  const denseAll = dense?.detail.samplesMs.flat() ?? [];
  // The tail would press the rest together: what is right of it is counted in words.
  const end = 1.25 * Math.max(quantile(all, 0.99), quantile(denseAll, 0.99));
  const beyond = [...all, ...denseAll].filter((ms) => ms > end).length;
  const thinned =
    all.length < own.detail.samples ? `, ${count.format(all.length)} of them drawn` : "";
  return [
    figure({
      title: "All samples",
      description: `${count.format(own.detail.samples)} samples${thinned}${dense === null ? "" : ", beside the dense baseline's"}. Heights are parts of all samples of a model. ${count.format(beyond)} samples lie right of the axis.`,
      chart:
        all.length === 0
          ? null
          : histogram(context, all, denseAll, end, own.name, dense?.name ?? null),
      table: quantileTable(context, dense === null ? [own] : [own, dense]),
    }),
    figure({
      title: "Block by block",
      description:
        "Each block ran in a fresh process or page. Boxes hold the middle half, the line in them is the median, whiskers reach the 5th and 95th percentiles.",
      chart: all.length === 0 ? null : boxes(context, own.detail),
      table: null,
    }),
    ...roundsFigure(context, own.detail),
  ];
}

function histogram(
  { width }: Context,
  own: readonly number[],
  dense: readonly number[],
  end: number,
  ownName: string,
  denseName: string | null,
): Element {
  const start = Math.min(quantile([...own, ...dense], 0), end);
  const bars = (values: readonly number[], fill: string) =>
    Plot.rectY(binsOf(values, start, end), {
      x1: "from",
      x2: "to",
      y: "part",
      fill,
      fillOpacity: 0.5,
    });
  const chart = Plot.plot({
    width,
    height: 300,
    marginLeft: 56,
    marginBottom: 40,
    x: { label: "ms →", domain: [start, end] },
    y: { label: "↑ part of samples", grid: true, nice: true },
    marks: [
      ...(dense.length === 0 ? [] : [bars(dense, colours.dense)]),
      bars(own, colours.sparse),
      Plot.ruleX([quantile(own, 0.5)], { stroke: colours.sparse, strokeWidth: 2 }),
      ...(dense.length === 0
        ? []
        : [Plot.ruleX([quantile(dense, 0.5)], { stroke: colours.dense, strokeWidth: 2 })]),
    ],
  });
  return withLegend(
    [
      [colours.sparse, ownName],
      ...(denseName === null ? [] : [[colours.dense, denseName] as const]),
    ],
    chart,
  );
}

/** 60 bins of equal width with their parts of all values, those beyond the end included. */
function binsOf(values: readonly number[], start: number, end: number) {
  const bins = 60;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const bin = Math.floor(((value - start) / (end - start || 1)) * bins);
    if (bin < bins) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edge = (bin: number) => start + ((end - start) * bin) / bins;
  return counts.map((n, bin) => ({ from: edge(bin), to: edge(bin + 1), part: n / values.length }));
}

function boxes({ width }: Context, { samplesMs }: CellDetail): Element {
  const blocks = samplesMs.map((block, i) => ({
    block: `block ${i + 1}`,
    p5: quantile(block, 0.05),
    q1: quantile(block, 0.25),
    median: quantile(block, 0.5),
    q3: quantile(block, 0.75),
    p95: quantile(block, 0.95),
  }));
  return Plot.plot({
    width,
    height: 60 + blocks.length * 32,
    marginLeft: 70,
    marginBottom: 40,
    grid: true,
    x: { label: "ms →", zero: false, nice: true },
    y: { domain: blocks.map(({ block }) => block), label: null },
    marks: [
      Plot.ruleY(blocks, { y: "block", x1: "p5", x2: "p95", stroke: "currentColor" }),
      Plot.barX(blocks, { y: "block", x1: "q1", x2: "q3", fill: colours.sparse, fillOpacity: 0.6 }),
      Plot.tickX(blocks, { y: "block", x: "median", stroke: "currentColor", strokeWidth: 2 }),
    ],
  });
}

function quantileTable(context: Context, rows: readonly Named[]): HTMLElement {
  const parts = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
  return table(
    "Quantiles of the drawn samples",
    [
      { name: "Cell", value: (row) => h("bdi", {}, row.name) },
      ...parts.map((part) => ({
        name: `p${part * 100}`,
        numeric: true,
        order: ({ detail }: Named) => quantile(detail.samplesMs.flat(), part),
        value: ({ detail }: Named) =>
          numberButton(context, detail.cell, milliseconds(quantile(detail.samplesMs.flat(), part))),
      })),
    ],
    rows,
  );
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)] ?? 0;
}
