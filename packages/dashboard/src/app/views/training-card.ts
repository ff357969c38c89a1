import * as Plot from "@observablehq/plot";
import { colours, legend, nameImage } from "../chart/figure.ts";
import { type Context, formatState } from "../state.ts";
import { h } from "../dom.ts";
import { count, signed } from "../numbers.ts";
import type { TrainedRow, Training } from "../../data/training-schema.ts";

/**
 * What training found, in a sentence a size and one small chart.
 * @param leads whether it is elsewhere than on the page that it leads to
 */
export function trainingCard({ data, state, width }: Context, leads = true): HTMLElement[] {
  const findings = trainingFindings(data.training);
  if (findings.length === 0) return [];
  const best = findings.reduce((a, b) => (b.low > a.low ? b : a));
  return [
    h(
      "article",
      { class: "headline training" },
      h("header", {}, h("h2", {}, "What training found")),
      h("h3", { class: "said" }, verdictOf(best)),
      h(
        "div",
        { class: "beside-chart" },
        h(
          "ul",
          {},
          ...findings.map((one) => h("li", {}, sentenceOf(one))),
          h(
            "li",
            {},
            `The paper's models gain ${paperRange(findings)} points on ImageNet-1k, at its sizes.`,
          ),
        ),
        h("div", { class: "small-chart" }, key(), chartOf(findings, Math.min(width - 40, 420))),
      ),
      leads
        ? h(
            "p",
            { class: "where" },
            h(
              "a",
              { href: formatState({ ...state, view: "training", cell: null, trained: null }) },
              "All trained models and their curves",
            ),
          )
        : null,
    ),
  ];
}

const key = () =>
  legend([
    [colours.sparse, "here, 95 % interval"],
    [colours.dense, "diamond: the paper, ImageNet-1k"],
  ]);

function verdictOf({ size, value, low }: TrainingFinding): string {
  return low > 0
    ? `A V-MoE gains ${value.toFixed(2)} points over its dense baseline at ${size}.`
    : "No gain over the dense baseline is shown at any size.";
}

function sentenceOf({ size, value, low, high, sparse }: TrainingFinding): string {
  const { testImages, seeds } = sparse;
  const images = testImages === null ? "test images" : `${count.format(testImages)} test images`;
  const sure = low > 0 ? "a gain" : high < 0 ? "a loss" : "no difference shown";
  return `${size}: ${signed(value)} points [${signed(low)}, ${signed(high)}], ${sure}; ${seeds} seeds, ${images}.`;
}

function paperRange(findings: readonly TrainingFinding[]): string {
  const gains = findings.flatMap(({ sparse: { paper } }) => paper ?? []).toSorted((a, b) => a - b);
  const [least = 0, most = least] = [gains[0], gains.at(-1)];
  return least === most ? signed(least) : `${signed(least)} to ${signed(most)}`;
}

/** Gain against size, with the paper's gain of each kind of model. */
function chartOf(findings: readonly TrainingFinding[], width: number): Element {
  const rows = findings.map(({ size, value, low, high, sparse }) => ({
    size: size.replace(/ on .*/, ""),
    value,
    low,
    high,
    paper: sparse.paper,
  }));
  const chart = Plot.plot({
    width,
    height: 220,
    marginLeft: 40,
    marginBottom: 36,
    style: { fontSize: "12px" },
    x: { type: "point", domain: rows.map(({ size }) => size), label: "layers x width →" },
    y: { label: "↑ points over dense, test images", grid: true, nice: true },
    marks: [
      Plot.ruleY([0], { stroke: "currentColor" }),
      Plot.ruleX(rows, {
        x: "size",
        y1: "low",
        y2: "high",
        stroke: colours.sparse,
        strokeWidth: 3,
      }),
      Plot.dot(rows, { x: "size", y: "value", fill: colours.sparse, r: 6 }),
      Plot.dot(rows, { x: "size", y: "paper", symbol: "diamond", stroke: colours.dense, r: 5 }),
      Plot.text(rows, {
        x: "size",
        y: "value",
        dx: 10,
        textAnchor: "start",
        stroke: "var(--panel)",
        strokeWidth: 4,
        fill: "var(--text)",
        text: (row: (typeof rows)[number]) => signed(row.value),
      }),
    ],
  });
  if (chart instanceof SVGSVGElement)
    nameImage(chart, `Gain over the dense baseline by size. ${findings.map(sentenceOf).join(" ")}`);
  return chart;
}

/** What training found at one size: the model that stands for it. */
interface TrainingFinding {
  /** "6x16 on cifar100" */
  readonly size: string;
  readonly dense: TrainedRow;
  readonly sparse: TrainedRow;
  /** Over the dense baseline on the test images, in points. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A model a size, smallest first: of those that were tested with an interval over seeds and that the
 * paper has a number for, the one whose dense baseline is the best; of several, the one with more seeds.
 */
export function trainingFindings({ groups }: Training): TrainingFinding[] {
  const tested = groups.flatMap(({ size, baseline, rows }) => {
    const dense = rows.find(({ recipe }) => recipe === baseline);
    if (dense === undefined) return [];
    return rows.flatMap((sparse): TrainingFinding[] => {
      const { testGain, paper } = sparse;
      if (testGain === null || testGain.low === null || testGain.high === null) return [];
      if (paper === null || sparse === dense) return [];
      const { value, low, high } = testGain;
      return [{ size, dense, sparse, value, low, high }];
    });
  });
  const sizes = [...new Set(tested.map(({ size }) => size))];
  return sizes.flatMap((size) => {
    const own = tested.filter((one) => one.size === size);
    return (
      own.toSorted((a, b) => heldOut(b) - heldOut(a) || b.sparse.seeds - a.sparse.seeds)[0] ?? []
    );
  });
}

/** The dense baseline's accuracy in its last epoch, over its seeds. */
function heldOut({ dense }: TrainingFinding): number {
  const last = dense.curves.flatMap(({ heldOutAccuracy }) => heldOutAccuracy.at(-1) ?? []);
  return last.reduce((sum, value) => sum + value, 0) / Math.max(1, last.length);
}
