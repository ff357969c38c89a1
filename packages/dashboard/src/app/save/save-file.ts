import { h } from "../dom.ts";

/** Hands a file to the browser, as if a link to it had been followed. */
export function saveFile(name: string, content: Blob): void {
  const href = URL.createObjectURL(content);
  const link = h("a", {
    href,
    download: `${unfinishedNote() === null ? "" : "UNFINISHED-"}${name}`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** What the page says of a run that goes on: it goes with all that is taken from the page. */
export function unfinishedNote(): string | null {
  return document.querySelector(".unfinished")?.textContent ?? null;
}
