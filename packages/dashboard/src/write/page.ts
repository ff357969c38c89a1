import { escapedHtml } from "@vmoe-bench/contracts";

/** No script but the folder's own files, no connection, no form, no frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Plot writes a style element into each chart; no text of a record reaches one.
  "style-src 'self' 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export interface PageOptions {
  /** Pages beside this one, as they are linked: their text is ours. */
  readonly links: readonly { readonly href: string; readonly text: string }[];
  /** What a search engine shows, and the day in the foot. */
  readonly about: {
    readonly title: string;
    readonly description: string;
    readonly date: string;
  };
  /** Whether the page asks `live.js` every few seconds for newer data. */
  readonly live: boolean;
}

/** The page holds no data but its description: whatever a record says, it is the same. */
export function pageText({ links = [], live = false, about }: Partial<PageOptions> = {}): string {
  const title = about?.title ?? "does a sparse V-MoE beat a dense ViT?";
  const description =
    about === undefined
      ? ""
      : `\n    <meta name="description" content="${escapedHtml(about.description)}" />`;
  const date =
    about === undefined
      ? ""
      : ` <span>Published on <time datetime="${about.date}">${about.date}</time>.</span>`;
  const beside = links.map(({ href, text }) => `<a href="${href}">${text}</a>`).join(" ");
  const footer = beside === "" ? "" : `\n    <footer class="beside">${beside}${date}</footer>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <title>vmoe-bench: ${escapedHtml(title)}</title>${description}
    <link rel="stylesheet" href="app.css" />
    <script defer src="app.js"></script>
    <script defer src="data.js"></script>${live ? '\n    <script defer src="live.js"></script>' : ""}
  </head>
  <body>
    <noscript>This page draws its tables and charts with the scripts beside it.</noscript>${footer}
  </body>
</html>
`;
}
