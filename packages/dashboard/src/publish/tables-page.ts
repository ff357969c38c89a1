import { escapedHtml } from "@vmoe-bench/contracts";
import { drawText, plain, renderTable, type Summary, checkDocument } from "@vmoe-bench/report";
import type { ResultsCheck } from "@vmoe-bench/runner";

/** Where copies of records go, beside the page. */
export const recordsFolder = "records";

/** Wide enough for every table in one piece. */
const layout = { width: 160, paint: plain };

/** What the check says, the records and the tables, as a page without any script. */
export function tablesPage(summaries: readonly Summary[], check: ResultsCheck): string {
  const sections = summaries.map(
    (summary) =>
      `    <section aria-label="${escapedHtml(summary.runId)}">\n      <pre>${escapedHtml(renderTable(summary, layout))}</pre>\n    </section>`,
  );
  const published = new Set<string | null>(summaries.map(({ runId }) => runId));
  const records = check.runs
    .filter(({ runId }) => published.has(runId))
    .map(
      ({ path }) =>
        `      <li><a href="${escapedHtml(manifestIn(path))}">${escapedHtml(path)}</a></li>`,
    );
  const checked = drawText(checkDocument({ ...check, root: recordsFolder }), layout);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>vmoe-bench: tables</title>
    <style>
      body { font-family: system-ui, sans-serif; margin: 1rem; }
      pre { overflow-x: auto; }
    </style>
  </head>
  <body>
    <p><a href="index.html">The dashboard</a></p>
    <h1>vmoe-bench: tables</h1>
    <p>
      The same as <a href="tables.md">Markdown</a>, <a href="results.csv">CSV</a> and
      <a href="results.json">JSON</a>.
    </p>
${sections.join("\n")}
    <h1>The check of the records</h1>
    <p>Of each record in <a href="check.json">JSON</a>.</p>
    <pre>${escapedHtml(checked)}</pre>
    <h1>Records</h1>
    <ul>
${records.join("\n")}
    </ul>
  </body>
</html>
`;
}

/** Beside it are the records of its blocks. @param path of the run below the results folder */
function manifestIn(path: string): string {
  return [recordsFolder, ...path.split(/[\\/]/), "run.json"].map(encodeURIComponent).join("/");
}
