import { plain, renderTable, type Summary } from "@vmoe-bench/report";

/** Wide enough for every table in one piece. */
const layout = { width: 160, paint: plain };

/** The tables as a page without any script. */
export function tablesPage(summaries: readonly Summary[]): string {
  const sections = summaries.map(
    (summary) =>
      `    <section aria-label="${escaped(summary.runId)}">\n      <pre>${escaped(renderTable(summary, layout))}</pre>\n    </section>`,
  );
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
    <h1>vmoe-bench: tables</h1>
    <p>
      The same as <a href="tables.md">Markdown</a>, <a href="results.csv">CSV</a> and
      <a href="results.json">JSON</a>; <a href="check.json">what the check says</a> of each record.
    </p>
${sections.join("\n")}
  </body>
</html>
`;
}

function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}
