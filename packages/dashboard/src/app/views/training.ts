import * as Plot from "@observablehq/plot";
import type { TrainedRow, Training } from "../../data/training-schema.ts";
import { seriesColour } from "../colours.ts";
import type { Context } from "../context.ts";
import { h, name } from "../dom.ts";
import { figure, legend } from "../chart/figure.ts";
import { table } from "../table/table.ts";

const mostLines = 8;
const mostGains = 40;

/** Trained models: the table of `compare --training`, their curves, and gains beside the paper's. */
export function training(context: Context): HTMLElement[] {
  const { groups, remarks } = context.data.training;
  const title = h("h1", {}, "Training");
  if (groups.length === 0)
    return [
      title,
      h(
        "p",
        { class: "empty" },
        "There were no training records when this dashboard was made: they are read from results/training, where ",
        h("code", {}, "vmoe-bench train"),
        " leaves them.",
      ),
    ];
  const rows = groups.flatMap((group) => group.rows);
  return [
    title,
    curves(rows, context.width),
    gains(rows, context.width),
    ...groups.map((group) => groupTable(context, group, rows)),
    h("ul", { class: "remarks" }, ...remarks.map((text) => h("li", {}, name(text)))),
  ];
}

interface Point {
  readonly line: string;
  readonly name: string;
  readonly epoch: number;
  readonly accuracy: number;
}

function pointsOf(
  drawn: readonly TrainedRow[],
  column: "trainAccuracy" | "heldOutAccuracy",
): Point[] {
  return drawn.flatMap((row) =>
    row.curves.flatMap((curve) =>
      curve[column].flatMap((accuracy, i) => {
        const line = `${row.recipe} ${curve.seed}`;
        const point = { line, name: row.recipe, epoch: i + 1 };
        return accuracy === null ? [] : [{ ...point, accuracy: accuracy * 100 }];
      }),
    ),
  );
}

function curves(all: readonly TrainedRow[], width: number): HTMLElement {
  const drawn = all.slice(0, mostLines);
  const names = drawn.map((row) => row.recipe);
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
  const key = legend(names.map((recipe) => [seriesColour(names, recipe), recipe] as const));
  return figure({
    title: "Training curves",
    description: `Held-out accuracy full, accuracy on the augmented training images dashed, a line a seed.${more}`,
    chart: heldOut.length === 0 ? null : h("div", {}, key, chart),
    table: null,
  });
}

function gains(all: readonly TrainedRow[], width: number): HTMLElement {
  const compared = all.flatMap(({ recipe, gain, paper }) =>
    gain === null ? [] : [{ recipe, paper, ...gain }],
  );
  const rows = compared.slice(0, mostGains);
  const title = "Gain over the dense twin, beside the paper's";
  if (rows.length === 0)
    return h(
      "section",
      { class: "figure" },
      h("h2", {}, title),
      h(
        "p",
        { class: "empty" },
        "No V-MoE was trained beside its dense twin of the same seed yet, so there is no gain to show.",
      ),
    );
  const chart = Plot.plot({
    width,
    height: 60 + rows.length * 36,
    marginLeft: 12,
    marginBottom: 40,
    grid: true,
    x: { label: "points of held-out top-1 over the dense twin →", nice: true, inset: 8 },
    y: { domain: rows.map(({ recipe }) => recipe), axis: null },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor" }),
      Plot.ruleY(rows, {
        y: "recipe",
        x1: "low",
        x2: "high",
        stroke: "var(--sparse)",
        strokeWidth: 3,
        strokeOpacity: 0.5,
      }),
      Plot.dot(rows, { y: "recipe", x: "paper", symbol: "diamond", stroke: "var(--dense)", r: 5 }),
      Plot.dot(rows, { y: "recipe", x: "value", fill: "var(--sparse)", r: 5 }),
      Plot.text(rows, {
        y: "recipe",
        text: (row: (typeof rows)[number]) =>
          row.over === "images" ? `${row.recipe} (1 seed: interval over images)` : row.recipe,
        frameAnchor: "left",
        textAnchor: "start",
        dy: -12,
        fontSize: 11,
      }),
    ],
  });
  const key = legend([
    ["var(--sparse)", "full circle: here, with its 95 % interval"],
    ["var(--dense)", "hollow diamond: the paper, on ImageNet-1k"],
  ]);
  const more = compared.length > mostGains ? ` ${mostGains} of ${compared.length} are drawn.` : "";
  return figure({
    title,
    description: `Each V-MoE is compared with the dense model of the same seed, data and epochs, on images that none trained on.${more}`,
    chart: h("div", {}, key, chart),
    table: null,
  });
}

function groupTable(
  { go }: Context,
  { title, columns, rows }: Training["groups"][number],
  all: readonly TrainedRow[],
): HTMLElement {
  return table(
    title,
    columns.map((column, i) => ({
      name: column.name,
      numeric: column.numeric,
      value: (row: TrainedRow) =>
        i === 0 || column.numeric ? opener(row.cells[i] ?? "", row) : words(row.cells[i] ?? ""),
    })),
    rows,
  );

  function opener(text: string, row: TrainedRow): HTMLElement {
    if (text === "-") return words(text);
    return h(
      "button",
      {
        type: "button",
        class: "number",
        title: `Where this comes from: ${row.recipe}`,
        click: () => go({ trained: all.indexOf(row) }),
        dir: "auto",
      },
      text,
    );
  }
}

function words(text: string): HTMLElement {
  return name(text === "-" ? "–" : text);
}
