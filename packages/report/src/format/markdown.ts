import type { Summary } from "../summary/row.ts";
import { type Document, documentOf } from "./document.ts";
import type { TextTable } from "./tables.ts";

export function renderMarkdown(summary: Summary): string {
  return drawMarkdown(documentOf(summary));
}

export function drawMarkdown({ heading, tables, remarks }: Document): string {
  const parts = [
    `**${escaped(heading)}**`,
    ...tables.map(drawn),
    ...(remarks.length > 0 ? [remarks.map((remark) => `- ${escaped(remark)}`).join("\n")] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

function drawn({ title, columns, rows }: TextTable): string {
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
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|&~$@#]/g, (mark) => `\\${mark}`);
}
