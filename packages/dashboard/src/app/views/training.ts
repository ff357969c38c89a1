import * as Plot from "@observablehq/plot";
import type { Training } from "../../data/training-schema.ts";
import { seriesColour } from "../colours.ts";
import type { Context } from "../context.ts";
import { h, name } from "../dom.ts";
import { figure, legend } from "../figure.ts";
import { percent, signed } from "../numbers.ts";
import { table } from "../table.ts";

const mostLines = 8;

/** ViT-Tiny on ImageNet-1k in arXiv 2309.04354: gains over dense in points of top-1. */
const paper = [
  ["Per image with super-classes (the paper's method)", 3.39],
  ["The 54M-FLOPs variant, per image with super-classes", 4.66],
  ["Routing compared: per image with super-classes", 2.72],
  ["Routing compared: per image, end to end", 1.87],
  ["Routing compared: per token, end to end", 3.15],
] as const;

export function training({ data, width }: Context): HTMLElement[] {
  const { training: all } = data;
  const title = h("h1", {}, "Training");
  if (all.length === 0)
    return [
      title,
      h(
        "p",
        {},
        "There were no training records when this dashboard was made: vmoe-bench report reads those in results/training.",
      ),
      paperRows(),
    ];
  return [title, curves(all, width), gains(all, width), paperRows()];
}

function paperRows(): HTMLElement {
  return h(
    "section",
    { class: "figure" },
    h("h2", {}, "The paper's own rows"),
    h(
      "p",
      { class: "description" },
      "On ImageNet-1k with 50,000 validation images, from arXiv 2309.04354: another data set and larger models than those here.",
    ),
    table(
      "Gain over dense in the paper",
      [
        { name: "Row", value: ([row]) => row },
        { name: "Points over dense", numeric: true, value: ([, gain]) => signed(gain) },
      ],
      paper,
    ),
  );
}

interface Point {
  readonly line: string;
  readonly name: string;
  readonly epoch: number;
  readonly accuracy: number;
}

function pointsOf(
  drawn: readonly Training[],
  column: "trainAccuracy" | "heldOutAccuracy",
): Point[] {
  return drawn.flatMap((one) =>
    one.curves.flatMap((curve) =>
      curve[column].flatMap((accuracy, i) =>
        accuracy === null
          ? []
          : [
              {
                line: `${one.name} ${curve.seed}`,
                name: one.name,
                epoch: i + 1,
                accuracy: accuracy * 100,
              },
            ],
      ),
    ),
  );
}

function curves(all: readonly Training[], width: number): HTMLElement {
  const drawn = all.slice(0, mostLines);
  const names = drawn.map((one) => one.name);
  const colourOf = (point: Point) => seriesColour(names, point.name);
  const [trained, heldOut] = [pointsOf(drawn, "trainAccuracy"), pointsOf(drawn, "heldOutAccuracy")];
  const of = { x: "epoch", y: "accuracy", z: "line", stroke: colourOf } as const;
  const chart = Plot.plot({
    width,
    height: 360,
    marginLeft: 52,
    marginBottom: 40,
    grid: true,
    x: { label: "epoch →", interval: 1, tickSpacing: 60 },
    y: { label: "↑ accuracy, %", nice: true },
    marks: [
      Plot.line(trained, { ...of, strokeDasharray: "3,3", strokeOpacity: 0.6 }),
      Plot.line(heldOut, { ...of, strokeWidth: 2 }),
    ],
  });
  const more = all.length > mostLines ? ` The first ${mostLines} of ${all.length} are drawn.` : "";
  return figure({
    title: "Training curves",
    description: `Held-out accuracy full, accuracy on the augmented training images dashed, a line a seed.${more}`,
    chart:
      heldOut.length === 0
        ? null
        : h(
            "div",
            {},
            legend(names.map((line) => [seriesColour(names, line), line] as const)),
            chart,
          ),
    table: null,
  });
}

function gains(all: readonly Training[], width: number): HTMLElement {
  const rows = all.filter((one) => one.gains.length > 0).slice(0, 40);
  const seeds = rows.flatMap((one) => one.gains.map((gain) => ({ name: one.name, gain })));
  const chart = Plot.plot({
    width,
    height: 60 + rows.length * 36,
    marginLeft: 12,
    marginBottom: 40,
    grid: true,
    x: { label: "points of held-out top-1 over the dense twin →", nice: true, inset: 8 },
    y: { domain: rows.map((one) => one.name), axis: null },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor" }),
      Plot.dot(rows, { y: "name", x: "paper", symbol: "diamond", stroke: "var(--dense)", r: 5 }),
      Plot.dot(seeds, { y: "name", x: "gain", fill: "var(--sparse)", r: 4, fillOpacity: 0.8 }),
      Plot.text(rows, {
        y: "name",
        text: "name",
        frameAnchor: "left",
        textAnchor: "start",
        dy: -12,
        fontSize: 11,
      }),
    ],
  });
  const key = legend([
    ["var(--sparse)", "full circle: here, a seed"],
    ["var(--dense)", "hollow diamond: the paper, on ImageNet-1k"],
  ]);
  return figure({
    title: "Ablation: gain over the dense twin",
    description:
      "Each seed is compared with the dense model of the same seed, data and epochs, on images that none trained on.",
    chart: rows.length === 0 ? null : h("div", {}, key, chart),
    table: table(
      "Trainings, by their records",
      [
        { name: "Name", value: (one) => name(one.name) },
        { name: "Routing", value: (one) => name(one.routing) },
        { name: "Experts", value: (one) => one.experts },
        { name: "Seeds", numeric: true, value: (one) => one.seeds.join(", ") },
        { name: "Held-out", numeric: true, value: (one) => percent(one.heldOut) },
        { name: "Test", numeric: true, value: (one) => percentOr(one.test, "left alone") },
        { name: "Over dense", numeric: true, value: (one) => gainText(one) },
        {
          name: "Paper",
          numeric: true,
          value: ({ paper: gain }) => (gain === null ? "–" : signed(gain)),
        },
        { name: "Router", numeric: true, value: (one) => percentOr(one.router, "–") },
        { name: "Epochs", numeric: true, value: (one) => String(one.epochs) },
        { name: "Hours", numeric: true, value: (one) => (one.seconds / 3_600).toFixed(2) },
      ],
      all,
    ),
  });
}

function percentOr(part: number | null, otherwise: string): string {
  return part === null ? otherwise : percent(part);
}

/** The mean, and the smallest and largest where there are several seeds. */
function gainText({ gains: all }: Training): string {
  if (all.length === 0) return "–";
  const middle = signed(all.reduce((a, b) => a + b, 0) / all.length);
  return all.length === 1
    ? middle
    : `${middle} (${signed(Math.min(...all))} to ${signed(Math.max(...all))})`;
}
