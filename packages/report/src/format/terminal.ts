import type { Summary } from "../summary/row.ts";
import { headingOf } from "./heading.ts";
import { remarksOf } from "./remarks.ts";
import { tablesOf } from "./tables-of.ts";
import type { TextTable } from "./tables.ts";

/** Plain aligned text for the terminal, ending with a new line. */
export function renderTable(summary: Summary): string {
  const tables = tablesOf(summary);
  const remarks = remarksOf(summary);
  const parts = [
    headingOf(summary),
    ...tables.map(terminalTable),
    ...(remarks.length > 0 ? [remarks.join("\n")] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A table with its title, in aligned columns. */
export function terminalTable({ title, columns, rows }: TextTable): string {
  const widths = columns.map(({ name }, c) =>
    Math.max(...[name, ...rows.map((row) => row[c] ?? "")].map(width)),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, c) => {
        const cell = cells[c] ?? "";
        const padding = " ".repeat((widths[c] ?? 0) - width(cell));
        return align === "left" ? cell + padding : padding + cell;
      })
      .join("  ")
      .trimEnd();
  const rule = widths.map((w) => "-".repeat(w)).join("  ");
  return [title, line(columns.map(({ name }) => name)), rule, ...rows.map(line)].join("\n");
}

/** Columns that a text takes: one a code point, which holds for all but East Asian names. */
function width(text: string): number {
  return Array.from(text).length;
}
