import type { Summary } from "../summary/row.ts";
import { headingOf } from "./heading.ts";
import { remarksOf } from "./remarks.ts";
import { tablesOf } from "./tables-of.ts";
import type { TextTable } from "./tables.ts";

export function renderMarkdown(summary: Summary): string {
  const tables = tablesOf(summary);
  const remarks = remarksOf(summary).map((remark) => `- ${escaped(remark)}`);
  const parts = [
    `**${escaped(headingOf(summary))}**`,
    ...tables.map(markdownTable),
    ...(remarks.length > 0 ? [remarks.join("\n")] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A table with its title. */
export function markdownTable({ title, columns, rows }: TextTable): string {
  const rule = columns.map(({ align }) => (align === "left" ? ":--" : "--:"));
  return [
    escaped(title),
    "",
    line(columns.map(({ name }) => escaped(name))),
    line(rule),
    ...rows.map((row) => line(row.map(escaped))),
  ].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** As text, not as markup: the names in it are anybody's. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|&]/g, (mark) => `\\${mark}`);
}
