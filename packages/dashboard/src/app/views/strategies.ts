import * as Plot from "@observablehq/plot";
import type { DashboardCell } from "../../data/schema.ts";
import { type Context, filterValue, fits, isSparse, objection, shownCells } from "../state.ts";
import { h, name } from "../dom.ts";
import { figure } from "../chart/figure.ts";
import { openOnClick } from "../chart/marks.ts";
import { numberButton } from "../numbers.ts";
import { table } from "../table/table.ts";

export function strategies(context: Context): HTMLElement[] {
  const squares = squaresOf(context);
  const several = squares.some(({ cells }) => cells.length > 1);
  return [
    h("h1", {}, "Backends × strategies"),
    figure({
      title: "Latency over the dense baseline's",
      description: `1 is as fast as dense on the same backend; blue is faster, orange slower.${several ? " Where a square holds several cells of a device, their median is shown, of two the geometric mean." : ""} A square that has no number says why.`,
      chart: squares.length === 0 ? null : chartOf(context, squares),
      table: table(
        "Latency over the dense baseline's, by backend and strategy",
        [
          { name: "Backend", value: ({ backend }) => name(backend) },
          { name: "Strategy", value: ({ strategy }) => name(strategy) },
          {
            name: "× dense",
            numeric: true,
            value: ({ index, text }) => numberButton(context, index, text),
          },
          { name: "Cells", numeric: true, value: ({ cells }) => String(cells.length) },
        ],
        squares,
      ),
    }),
    ...precisionNote(context),
  ];
}

function precisionNote(context: Context): HTMLElement[] {
  const precisions = new Set(shownCells(context).map(({ cell }) => cell.precision));
  return precisions.size < 2
    ? []
    : [h("p", {}, `Precisions are mixed here: ${[...precisions].join(", ")}.`)];
}

function chartOf({ width, go }: Context, squares: readonly Square[]): Element {
  const backends = [...new Set(squares.map(({ backend }) => backend))];
  const names = [...new Set(squares.map(({ strategy }) => strategy))];
  const narrow = width < 600;
  const upright = narrow && names.length > 3;
  const [x, y] = upright ? (["backend", "strategy"] as const) : (["strategy", "backend"] as const);
  const [columns, rows] = upright ? [backends, names] : [names, backends];
  const furthest = Math.max(
    0.1,
    ...squares.map(({ ratio }) => (ratio === null ? 0 : Math.abs(Math.log(ratio)))),
  );
  const fillOf = ({ ratio }: Square) => {
    if (ratio === null) return "var(--panel)";
    const part = (Math.abs(Math.log(ratio)) / furthest) * 45 + 5;
    return `color-mix(in oklab, ${ratio > 1 ? "var(--sparse)" : "var(--dense)"} ${part.toFixed(0)}%, var(--ground))`;
  };
  const longest = Math.max(0, ...rows.map((name) => name.length));
  const chart = Plot.plot({
    width,
    height: 60 + rows.length * 56,
    marginLeft: upright ? 110 : Math.min(width / 3, Math.max(110, 7 * longest)),
    marginRight: upright ? 70 : 20,
    marginTop: upright ? 150 : 40,
    x: { domain: columns, label: null, axis: "top", tickRotate: upright ? -60 : 0 },
    y: { domain: rows, label: null },
    color: { type: "identity" },
    marks: [
      Plot.cell(squares, {
        x,
        y,
        fill: fillOf,
        stroke: "var(--line)",
        inset: 1,
        title: (s: Square) => `${s.backend}, ${s.strategy}: ${s.text}`,
      }),
      Plot.text(squares, {
        x,
        y,
        // All of a word is in the table.
        text: ({ text, ratio }: Square) => (upright && ratio === null ? "none" : text),
        fill: "var(--text)",
        fontSize: upright ? 11 : 13,
      }),
    ],
  });
  openOnClick(chart, "cell", squares, go);
  return chart;
}

/** All cells of a backend and a strategy, on one device: another's has nothing to say of it. */
export interface Square {
  /** With the device, where there are several. */
  readonly backend: string;
  readonly strategy: string;
  /** Median of the cells' latencies over dense, of two the geometric mean; null where none has one. */
  readonly ratio: number | null;
  /** The ratio, or why there is none. */
  readonly text: string;
  /** The cell that is opened: the one in the middle, or just below it. */
  readonly index: number;
  readonly cells: readonly number[];
}

interface Member {
  readonly index: number;
  readonly cell: DashboardCell;
  readonly device: string;
  readonly ratio: number | null;
  readonly text: string;
}

export function squaresOf({
  data,
  selection,
  state,
}: Pick<Context, "data" | "selection" | "state">): Square[] {
  const wanted = new Set(selection.shown);
  const groups = new Map<string, Member[]>();
  data.cells.forEach((cell, index) => {
    const isWanted = wanted.has(index);
    // Cells with no number keep their square: an empty one would look as if nobody had tried.
    const tried = cell.state === "unsupported" || cell.state === "failed";
    if (!isSparse(cell) || !(isWanted || (tried && fits(data, cell, state.filters)))) return;
    const device = filterValue(data, cell, "device");
    const key = JSON.stringify([device, cell.backend, cell.strategy]);
    const ratio = (isWanted ? cell.ratio?.value : null) ?? null;
    const text = ratio === null ? (objection(cell) ?? "no ratio") : `${ratio.toFixed(2)} ×`;
    groups.set(key, [...(groups.get(key) ?? []), { index, cell, device, ratio, text }]);
  });
  const devices = new Set([...groups.values()].flat().map(({ device }) => device));
  return [...groups.values()].flatMap((members) => {
    const rated = members
      .flatMap((one) => (one.ratio === null ? [] : [{ ...one, ratio: one.ratio }]))
      .toSorted((a, b) => a.ratio - b.ratio);
    const shown = rated[Math.floor((rated.length - 1) / 2)] ?? members[0];
    if (shown === undefined) return [];
    const { index, cell, device } = shown;
    const upper = rated[Math.floor(rated.length / 2)];
    const ratio =
      shown.ratio === null || upper === undefined ? null : Math.sqrt(shown.ratio * upper.ratio);
    return [
      {
        backend: devices.size > 1 ? `${cell.backend}, ${device}` : cell.backend,
        strategy: cell.strategy,
        ratio,
        text: ratio === null ? shown.text : `${ratio.toFixed(2)} ×`,
        index,
        cells: members.map((member) => member.index),
      },
    ];
  });
}
