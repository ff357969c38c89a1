import type { Summary } from "../summary/row.ts";
import { type Document, documentOf } from "./document.ts";
import { none } from "./numbers.ts";
import type { TextTable } from "./tables.ts";

export function renderLatex(summary: Summary): string {
  return drawLatex(documentOf(summary));
}

/** A `table` each, with the rules of the booktabs package, and the remarks as a list. */
export function drawLatex({ heading, tables, remarks }: Document): string {
  const parts = [
    `% ${heading}\n% Needs \\usepackage{booktabs}.`,
    ...tables.map(drawn),
    ...(remarks.length > 0
      ? [
          ["\\begin{itemize}", ...remarks.map((remark) => `\\item ${escaped(remark)}`)].join("\n") +
            "\n\\end{itemize}",
        ]
      : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

function drawn({ title, columns, rows }: TextTable): string {
  return [
    "\\begin{table}",
    "\\centering",
    `\\caption{${escaped(title)}}`,
    `\\begin{tabular}{${columns.map(({ align }) => align.charAt(0)).join("")}}`,
    "\\toprule",
    line(columns.map(({ name }) => name)),
    "\\midrule",
    ...rows.map(line),
    "\\bottomrule",
    "\\end{tabular}",
    "\\end{table}",
  ].join("\n");
}

function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(" & ")} \\\\`;
}

/** In braces where LaTeX would take a bracket after a line's end for its option. */
function cell(text: string): string {
  if (text === none) return "--";
  return text.startsWith("[") || text.startsWith("*") ? `{${escaped(text)}}` : escaped(text);
}

const spelled: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "`": "\\textasciigrave{}",
  "±": "$\\pm$",
};

/** As text, not as commands: the names in it are anybody's. */
function escaped(text: string): string {
  return text.replaceAll(/[\\~^<>|"`±{}$&#%_]/g, (mark) => spelled[mark] ?? `\\${mark}`);
}
