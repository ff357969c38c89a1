import { escapedHtml } from "@vmoe-bench/contracts";

/** A whole page that needs nothing else from the server. */
export function errorPage(title: string, reason: string, remedy: string): string {
  const [heading, first, second] = [title, reason, remedy].map(escapedHtml);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif }
main { max-width: 32rem; margin: 15vh auto; padding: 0 1.5rem }
h1 { font-size: 1.5rem }
</style>
<main>
<h1>${heading}</h1>
<p>${first}</p>
<p>${second}</p>
</main>
`;
}
