import * as Plot from "@observablehq/plot";
import { figure, seriesColour, emptyView, withLegend } from "../chart/figure.ts";
import { type Context, deviceOf, howOf, type ShownCell, shownCells } from "../state.ts";
import { h, name } from "../dom.ts";
import { openOnClick } from "../chart/marks.ts";
import { table } from "../table/table.ts";
import { cellColumns } from "../table/cell-table.ts";

const mostLines = 8;

interface Measured extends ShownCell {
  readonly line: string;
  readonly at: Date;
  readonly ratio: { readonly value: number; readonly low: number; readonly high: number };
}

/** The same arm on the same device, run after run. */
export function history(context: Context): HTMLElement[] {
  const all = repeated(context);
  const lines = [...new Set(all.map(({ line }) => line))];
  if (lines.length === 0)
    return emptyView(
      "Over time",
      "Nothing of this selection was measured in two runs of a device yet. Run the same suite again, with ",
      h("code", {}, "vmoe-bench run"),
      ", and its arms stand here beside each other.",
    );
  const drawn = lines.slice(0, mostLines);
  const columns = cellColumns(context);
  return [
    h("h1", {}, "Over time"),
    figure({
      title: "Latency over the dense baseline's, run after run",
      description: `A point is a run with its 95 % interval; level is what a benchmark should be.${lines.length > mostLines ? ` ${mostLines} of ${lines.length} arms are drawn: filter to see others.` : ""}`,
      chart: chartOf(
        context,
        all.filter(({ line }) => drawn.includes(line)),
        drawn,
      ),
      table: table(
        "Every run of these arms",
        [
          { name: "Arm", value: ({ line }) => name(line) },
          { name: "Run of", value: ({ at }) => at.toISOString().slice(0, 16).replace("T", " ") },
          columns.ratio,
          columns.latency,
        ],
        all,
      ),
    }),
  ];
}

/** Arms of at least two runs, each in the order of time. */
function repeated(context: Context): Measured[] {
  const { data } = context;
  const measured = shownCells(context).flatMap(({ index, cell }): Measured[] => {
    const run = data.runs[cell.run];
    if (run === undefined || cell.ratio === null) return [];
    const line = [
      cell.model,
      howOf(cell),
      ...(data.devices.length > 1 ? [deviceOf(data, cell)] : []),
      cell.dataset,
    ].join(", ");
    return [{ index, cell, line, at: new Date(run.startedAt), ratio: cell.ratio }];
  });
  const lines = [...new Set(measured.map(({ line }) => line))];
  return lines.flatMap((line) => {
    const own = measured.filter((one) => one.line === line);
    const runs = new Set(own.map(({ cell }) => cell.run)).size;
    return runs < 2 ? [] : own.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  });
}

function chartOf(
  { width, go }: Context,
  points: readonly Measured[],
  lines: readonly string[],
): Element {
  const colourOf = ({ line }: Measured) => seriesColour(lines, line);
  const ends = points.flatMap(({ ratio: { low, high } }) => [low, high, 1]);
  const room = Math.max(0.1, (Math.max(...ends) - Math.min(...ends)) * 0.08);
  const chart = Plot.plot({
    width,
    height: 340,
    marginLeft: 52,
    marginBottom: 40,
    marginRight: 24,
    grid: true,
    style: { fontSize: "12px" },
    x: { type: "utc", label: "run →", inset: 12, ticks: Math.max(2, Math.floor(width / 140)) },
    y: { label: "↑ × dense", domain: [Math.min(...ends) - room, Math.max(...ends) + room] },
    marks: [
      Plot.ruleY([1], { stroke: "currentColor", strokeDasharray: "3,2" }),
      Plot.line(points, { x: "at", y: valueOf, z: "line", stroke: colourOf, strokeOpacity: 0.7 }),
      Plot.ruleX(points, {
        x: "at",
        y1: ({ ratio }: Measured) => ratio.low,
        y2: ({ ratio }: Measured) => ratio.high,
        stroke: colourOf,
        strokeWidth: 2,
        strokeOpacity: 0.6,
      }),
      Plot.dot(points, {
        x: "at",
        y: valueOf,
        fill: colourOf,
        r: 5,
        title: ({ line, at, ratio: { value, low, high } }: Measured) =>
          `${line}\n${at.toISOString().slice(0, 16)}: ${value.toFixed(2)} × dense [${low.toFixed(2)}, ${high.toFixed(2)}]`,
      }),
    ],
  });
  openOnClick(chart, "dot", points, go);
  return withLegend(
    lines.map((line) => [seriesColour(lines, line), line] as const),
    chart,
  );
}

function valueOf({ ratio }: Measured): number {
  return ratio.value;
}
