import type { PageEntry } from "@vmoe-bench/contracts";
import { el, say } from "./dom.ts";

/** What came of the run so far, the newest first. */
export function entriesCard() {
  const list = el("ol", "entries");
  const heading = el("summary");
  const element = el("details", "card", heading, list);
  element.open = true;
  let wasEnded = false;
  let shown: readonly PageEntry[] = [];
  return {
    element,
    show(entries: readonly PageEntry[], hasEnded: boolean) {
      // Closed once, so that it can be opened again.
      if (hasEnded && !wasEnded) element.open = false;
      wasEnded = hasEnded;
      if (entries === shown) return;
      element.toggleAttribute("hidden", entries.length === 0);
      const thrown = entries.filter(({ status }) => status === "discarded").length;
      const blocks = entries.length - thrown;
      const tries = thrown === 1 ? "1 try" : `${thrown} tries`;
      say(heading, `Blocks: ${blocks}${thrown === 0 ? "" : `, and ${tries} thrown away`}`);
      const isLonger = shown.every((entry, i) => entry === entries[i]);
      if (!isLonger) list.replaceChildren();
      for (const { what, outcome, status } of entries.slice(isLonger ? shown.length : 0)) {
        const item = el("li", "", el("span", "what", what), el("span", "outcome", outcome));
        item.dataset["status"] = status;
        list.prepend(item);
      }
      shown = entries;
    },
  };
}
