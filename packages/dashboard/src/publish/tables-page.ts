import { escapedHtml } from "@vmoe-bench/contracts";
import {
  answerLayout,
  answerLines,
  answerOf,
  checkDocument,
  type Document,
  documentOf,
  safeText,
  type Summary,
  type TextTable,
} from "@vmoe-bench/report";
import type { ResultsCheck } from "@vmoe-bench/runner";
import { method, type Site, source } from "./site.ts";

/** Where copies of records go, beside the page. */
export const recordsFolder = "records";

/** Answer and tables of each run, the records and what the check says of them. */
export function tablesPage(
  summaries: readonly Summary[],
  check: ResultsCheck,
  { title, description, date, leftOut }: Site,
): string {
  const published = new Set<string | null>(summaries.map(({ runId }) => runId));
  const records = check.runs
    .filter(({ runId }) => published.has(runId))
    .map(
      ({ path }) => `<li><a href="${escapedHtml(manifestIn(path))}">${escapedHtml(path)}</a></li>`,
    );
  const checked = checkDocument({ ...check, root: recordsFolder });
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="${escapedHtml(description)}" />
    <title>Tables: ${escapedHtml(title)}</title>
    <link rel="stylesheet" href="app.css" />
    <script defer src="app.js"></script>
  </head>
  <body>
    <main class="tables">
      <p><a href="index.html">The dashboard</a></p>
      <h1>${escapedHtml(title)}</h1>
      <p class="description">
        Every table, published on <time datetime="${date}">${date}</time>. The same as
        <a href="tables.md">Markdown</a>, <a href="results.csv">CSV</a> and
        <a href="results.json">JSON</a>. Models of the
        <a href="${source}">Mobile V-MoE paper</a>.
      </p>
${leftOut.map((text) => `      <p>Left out: ${escapedHtml(text)}</p>`).join("\n")}
${summaries.toReversed().map(sectionOf).join("\n")}
      <h2 id="method">How it was measured</h2>
      <ul>
${method.map((sentence) => `        <li>${escapedHtml(sentence)}</li>`).join("\n")}
      </ul>
      <h2>The check of the records</h2>
      <p>${escapedHtml(checked.heading)}. Of each record in <a href="check.json">JSON</a>.</p>
${htmlOf(checked)}
      <h2>Records</h2>
      <ul>
${records.join("\n")}
      </ul>
    </main>
  </body>
</html>
`;
}

/** The newest run comes first, and in it what it found. */
function sectionOf(summary: Summary): string {
  const document = documentOf(summary);
  const layout = { ...answerLayout, width: 10_000 };
  const lines = answerLines([answerOf(summary)], { resume: null, full: null }, layout);
  const answer = lines.map((line) => {
    const kind = /^ |^- /.test(line) ? ' class="part"' : "";
    return `<p${kind}>${escapedHtml(line.trim())}</p>`;
  });
  return `      <section aria-label="${escapedHtml(safeText(summary.runId))}">
<h2>${escapedHtml(document.heading)}</h2>
<div class="answer">
${answer.join("\n")}
</div>
${htmlOf(document)}
      </section>`;
}

/** Beside it are the records of its blocks. @param path of the run below the results folder */
function manifestIn(path: string): string {
  return [recordsFolder, ...path.split(/[\\/]/), "run.json"].map(encodeURIComponent).join("/");
}

/** Tables and sentences of a document, without its heading. */
function htmlOf({ tables, remarks }: Document): string {
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
