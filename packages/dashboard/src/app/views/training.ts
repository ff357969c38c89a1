import * as Plot from "@observablehq/plot";
import type { TrainedRow, Training } from "../../data/training-schema.ts";
import { figure, seriesColour, colours, emptyView, withLegend } from "../chart/figure.ts";
import type { Context } from "../state.ts";
import { h, name } from "../dom.ts";
import { signed } from "../numbers.ts";
import { table } from "../table/table.ts";
import { trainingMap } from "./training-map.ts";
import { trainingCard, trainingFindings } from "./training-card.ts";

const mostLines = 8;
const mostGains = 40;

/** Trained models: the table of `compare --training`, their curves, and gains beside the paper's. */
export function training(context: Context): HTMLElement[] {
  const { groups, remarks } = context.data.training;
  if (groups.length === 0)
    return emptyView(
      "Training",
      "There were no training records when this dashboard was made: they are read from results/training, where ",
      h("code", {}, "vmoe-bench train"),
      " leaves them.",
    );
  const rows = groups.flatMap((group) => group.rows);
  const [firstGain, ...otherGains] = gains(context);
  return [
    h("h1", {}, "Training"),
    ...trainingCard(context, false),
    ...(firstGain === undefined ? [] : [firstGain]),
    ...trainingMap(context),
    curves(context),
    ...otherGains,
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

/** The models of the finding, each beside its dense baseline; all where there is no finding yet. */
function curves({ data, width }: Context): HTMLElement {
  const all = data.training.groups.flatMap((group) => group.rows);
  const told = trainingFindings(data.training).flatMap(({ size, dense, sparse }) => [
    { row: dense, label: `${size}: dense` },
    { row: sparse, label: `${size}: V-MoE (${sparse.recipe})` },
  ]);
  const drawn =
    told.length > 0 ? told : all.slice(0, mostLines).map((row) => ({ row, label: row.recipe }));
  const names = drawn.map(({ label }) => label);
  const labels = new Map(drawn.map(({ row, label }) => [row.recipe, label]));
  const labelOf = ({ name: recipe }: Point) => labels.get(recipe) ?? recipe;
  const rows = drawn.map(({ row }) => row);
  const colourOf = (point: Point) => seriesColour(names, labelOf(point));
  const [trained, heldOut] = [pointsOf(rows, "trainAccuracy"), pointsOf(rows, "heldOutAccuracy")];
  const of = { x: "epoch", y: "accuracy", z: "line", stroke: colourOf } as const;
  const chart = Plot.plot({
    width,
    height: 360,
    marginLeft: 52,
    marginBottom: 40,
    grid: true,
    style: { fontSize: "12px" },
    x: { label: "epoch →", interval: 1, tickSpacing: 60 },
    y: { label: "↑ accuracy, %", nice: true },
    marks: [
      Plot.line(trained, { ...of, strokeDasharray: "3,3", strokeOpacity: 0.6 }),
      Plot.line(heldOut, { ...of, strokeWidth: 2 }),
    ],
  });
  const which =
    told.length > 0
      ? ` The models that the finding is of; the other ${all.length - told.length} stand in the tables.`
      : all.length > mostLines
        ? ` ${mostLines} of ${all.length} are drawn.`
        : "";
  const key = names.map((label) => [seriesColour(names, label), label] as const);
  return figure({
    title: "Training curves",
    description: `Held-out accuracy full, accuracy on the augmented training images dashed, a line a seed.${which}`,
    chart: heldOut.length === 0 ? null : withLegend(key, chart),
    table: null,
  });
}

interface Gained {
  readonly recipe: string;
  readonly label: string;
  readonly paper: number | null;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** What nothing was chosen by comes before what models were chosen by. */
function gains({ data, width }: Context): HTMLElement[] {
  const of = (pick: (row: TrainedRow) => TrainedRow["gain"]) =>
    data.training.groups.flatMap(({ size, rows }) =>
      rows.flatMap((row): Gained[] => {
        const gain = pick(row);
        if (gain === null) return [];
        const { recipe, paper, seeds } = row;
        const note =
          seeds > 1 ? `${seeds} seeds` : gain.low === null ? "1 seed" : "1 seed: over images";
        return [{ ...gain, recipe, paper, label: `${recipe}, ${size} (${note})` }];
      }),
    );
  const [tested, heldOut] = [of((row) => row.testGain), of((row) => row.gain)];
  if (tested.length + heldOut.length === 0)
    return [
      h(
        "section",
        { class: "figure" },
        h("h2", {}, "Gain over the dense baseline, beside the paper's"),
        h(
          "p",
          { class: "empty" },
          "No V-MoE was trained beside its dense baseline of the same seed yet, so there is no gain to show.",
        ),
      ),
    ];
  const figures = [
    ["the test images", "on images that nothing was chosen by", tested],
    ["held-out images", "on images that none trained on, but that recipes were chosen by", heldOut],
  ] as const;
  return figures.flatMap(([images, what, rows]) =>
    rows.length === 0
      ? []
      : [
          gainFigure(
            `Gain on ${images}, beside the paper's`,
            `Each V-MoE is compared with the dense model of the same seed, data and epochs, ${what}.`,
            rows,
            width,
          ),
        ],
  );
}

function gainFigure(
  title: string,
  description: string,
  all: readonly Gained[],
  width: number,
): HTMLElement {
  const rows = all.slice(0, mostGains);
  const chart = Plot.plot({
    width,
    height: 60 + rows.length * 36,
    marginLeft: 12,
    marginBottom: 40,
    grid: true,
    x: { label: "points of top-1 over the dense baseline →", nice: true, inset: 8 },
    y: { domain: rows.map(({ recipe }) => recipe), axis: null },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor" }),
      Plot.ruleY(rows, {
        y: "recipe",
        x1: "low",
        x2: "high",
        stroke: colours.sparse,
        strokeWidth: 3,
        strokeOpacity: 0.5,
      }),
      Plot.dot(rows, { y: "recipe", x: "paper", symbol: "diamond", stroke: colours.dense, r: 5 }),
      Plot.dot(rows, {
        y: "recipe",
        x: "value",
        fill: colours.sparse,
        r: 5,
        title: ({ label, value, low, high }: Gained) =>
          `${label}\n${signed(value)} points${low === null || high === null ? "" : ` [${signed(low)}, ${signed(high)}]`}`,
      }),
      Plot.text(rows, {
        y: "recipe",
        text: "label",
        frameAnchor: "left",
        textAnchor: "start",
        dy: -12,
        fontSize: 11.5,
        lineWidth: width / 14,
        textOverflow: "ellipsis",
      }),
    ],
  });
  const key = [
    [colours.sparse, "full circle: here, with its 95 % interval"],
    [colours.dense, "hollow diamond: the paper, on ImageNet-1k"],
  ] as const;
  const more = all.length > mostGains ? ` ${mostGains} of ${all.length} are drawn.` : "";
  return figure({
    title,
    description: `${description}${more}`,
    chart: withLegend(key, chart),
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
