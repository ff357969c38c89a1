import { type Paint, paintedVerdict, widthOf, wrapped } from "./text.ts";
import type { Column } from "./tables.ts";

/** A column of a grid; a cell that is wider than `most` goes on in the next line. */
export interface GridColumn extends Pick<Column, "name" | "verdict"> {
  /** "mixed": what is a number stands right, the rest left. */
  readonly align: Column["align"] | "mixed";
  readonly most: number;
}

/** Rows that stand under one line of text, or under none. */
export interface Section {
  readonly head: string | null;
  readonly rows: readonly (readonly string[])[];
}

export interface Grid {
  readonly columns: readonly GridColumn[];
  readonly sections: readonly Section[];
  /** The line under the names is made of it; "-" unless told. */
  readonly rule?: string;
}

const gap = 2;
/** Rows under a head stand this far in. */
const indent = 1;

/** Columns of the terminal that the grid's rows take, without the heads of its sections. */
export function gridWidth(grid: Grid): number {
  const widths = widthsOf(grid);
  return marginOf(grid) + widths.reduce((a, b) => a + b, 0) + gap * (widths.length - 1);
}

/** @param width the heads of sections are broken to it */
export function drawGrid(grid: Grid, width: number, paint: Paint): string[] {
  const { columns, sections, rule = "-" } = grid;
  const widths = widthsOf(grid);
  const margin = " ".repeat(marginOf(grid));
  const lines = (cells: readonly string[], body: boolean) => {
    const parts = columns.map((column, c) => cellLines(column, cells[c] ?? ""));
    const height = Math.max(...parts.map((part) => part.length));
    return Array.from({ length: height }, (_, i) =>
      (
        margin +
        columns
          .map((column, c) => padded(column, parts[c]?.[i] ?? "", widths[c] ?? 0, body, paint))
          .join(" ".repeat(gap))
      ).trimEnd(),
    );
  };
  const names = columns.map(({ name }) => name);
  return [
    ...lines(names, false).map((line) => paint.heading(line)),
    margin + widths.map((w) => rule.repeat(w)).join(" ".repeat(gap)),
    ...sections.flatMap(({ head, rows }) => [
      ...(head === null ? [] : wrapped(`${head}:`, width, indent).map((l) => paint.heading(l))),
      ...rows.flatMap((row) => lines(row, true)),
    ]),
  ];
}

function marginOf({ sections }: Grid): number {
  return sections.some(({ head }) => head !== null) ? indent : 0;
}

function widthsOf({ columns, sections }: Grid): number[] {
  return columns.map((column, c) => {
    const cells = sections.flatMap(({ rows }) => rows.map((row) => row[c] ?? ""));
    return Math.max(
      ...[column.name, ...cells].flatMap((cell) => cellLines(column, cell).map(widthOf)),
    );
  });
}

function cellLines({ align, most }: GridColumn, cell: string): string[] {
  return align === "left" ? wrapped(cell, most) : [cell];
}

/** "12", "1,200", "1.20 MB" */
const number = /^[\d.,]+( ?[kMG]?B?)?$/;

function padded(
  { align, verdict }: GridColumn,
  text: string,
  width: number,
  body: boolean,
  paint: Paint,
): string {
  const padding = " ".repeat(Math.max(0, width - widthOf(text)));
  const shown = verdict && body && text !== "" ? paintedVerdict(text, paint) : text;
  const isRight = align === "mixed" ? number.test(text) : align === "right";
  return isRight ? padding + shown : shown + padding;
}
