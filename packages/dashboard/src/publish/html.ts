import { escapedHtml } from "@vmoe-bench/contracts";
import type { Document, TextTable } from "@vmoe-bench/report";

/** Tables and sentences of a document, without its heading. */
export function htmlOf({ tables, remarks }: Document): string {
  const notes = remarks.map((remark) => `<li>${escapedHtml(remark)}</li>`).join("\n");
  return [
    ...tables.map(htmlTable),
    ...(remarks.length === 0 ? [] : [`<ul class="remarks">\n${notes}\n</ul>`]),
  ].join("\n");
}

/** The page's script makes its heads sort. */
function htmlTable({ title, columns, rows }: TextTable): string {
  const kind = (i: number) => (columns[i]?.align === "right" ? ' class="numeric"' : "");
  const nameOf = (i: number) => escapedHtml(columns[i]?.name ?? "");
  const heads = columns.map(({ name }, i) => `<th scope="col"${kind(i)}>${escapedHtml(name)}</th>`);
  const lines = rows.map((row) => {
    const cells = row.map((text, i) => {
      const [tag, scope] = i === 0 ? ["th", ' scope="row"'] : ["td", ""];
      return `<${tag}${scope}${kind(i)} data-name="${nameOf(i)}">${escapedHtml(text)}</${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapedHtml(title)}">
<table>
<caption>${escapedHtml(title)}</caption>
<thead><tr>${heads.join("")}</tr></thead>
<tbody>
${lines.join("\n")}
</tbody>
</table>
</div>`;
}
