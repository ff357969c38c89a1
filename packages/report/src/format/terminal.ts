import type { Summary } from "../summary/row.ts";
import { type Document, documentOf } from "./document.ts";
import { fitted } from "./fit.ts";
import { drawGrid } from "./grid.ts";
import { type Paint, plain, wrapped } from "./text.ts";
import type { TextTable } from "./tables.ts";

/** The terminal that a text is for. */
export interface Layout {
  /** Columns; no line is longer, unless a number alone is. */
  readonly width: number;
  readonly paint: Paint;
}

const plainLayout: Layout = { width: 80, paint: plain };

/** Aligned text for the terminal, ending with a new line. */
export function renderTable(summary: Summary, layout: Layout = plainLayout): string {
  return drawText(documentOf(summary), layout);
}

export function drawText(document: Document, { width, paint }: Layout): string {
  const remarks = document.remarks.flatMap((remark) => wrapped(remark, width, 2));
  const parts = [
    wrapped(document.heading, width).map((line) => paint.heading(line)),
    ...document.tables.map((table) => drawn(table, { width, paint })),
    ...(remarks.length > 0 ? [remarks] : []),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function drawn(table: TextTable, { width, paint }: Layout): string[] {
  const { grids, legend } = fitted(table, width);
  return [
    ...wrapped(table.title, width),
    ...grids.flatMap((grid, i) => [...(i > 0 ? [""] : []), ...drawGrid(grid, width, paint)]),
    ...(legend.length > 0
      ? wrapped(legend.join("; "), width).map((line) => paint.faint(line))
      : []),
  ];
}
