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

/** The page holds no data: whatever a record says, it is the same. */
export const pageText = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <title>vmoe-bench: does a sparse V-MoE beat a dense ViT?</title>
    <link rel="stylesheet" href="app.css" />
    <script defer src="app.js"></script>
    <script defer src="data.js"></script>
  </head>
  <body>
    <noscript>This page draws its tables and charts with the scripts beside it.</noscript>
  </body>
</html>
`;
