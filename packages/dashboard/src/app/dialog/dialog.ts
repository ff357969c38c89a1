import type { Context } from "../context.ts";
import { h, name } from "../dom.ts";

type Child = Parameters<typeof h>[2];

export function provenanceDialog({ go }: Context, parts: readonly Child[]): HTMLDialogElement {
  const dialog: HTMLDialogElement = h(
    "dialog",
    {
      "aria-labelledby": "provenance-title",
      close: () => go({ cell: null, trained: null }),
    },
    h(
      "header",
      {},
      h("h2", { id: "provenance-title" }, "Where these numbers come from"),
      h("button", { type: "button", class: "close", click: () => dialog.close() }, "Close"),
    ),
    ...parts,
  );
  return dialog;
}

export function commandBox(command: string): HTMLElement {
  const said = h("span", { role: "status" });
  const code = h("code", {}, command);
  return h(
    "div",
    { class: "command" },
    h("pre", { tabindex: 0 }, code),
    h(
      "button",
      {
        type: "button",
        click: () => {
          copyText(command, code).then(
            () => said.replaceChildren("Copied."),
            () => said.replaceChildren("Marked: copy it with your keyboard."),
          );
        },
      },
      "Copy",
    ),
    said,
  );
}

/** Marks the text where the clipboard may not be written. */
async function copyText(text: string, element: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    globalThis.getSelection()?.selectAllChildren(element);
    throw error;
  }
}

export type Fact = readonly [string, string | null];

export function facts(pairs: readonly Fact[]): HTMLElement {
  return h(
    "dl",
    {},
    ...pairs.flatMap(([term, value]) =>
      value === null ? [] : [h("dt", {}, term), h("dd", {}, name(value))],
    ),
  );
}

/** @param paths below `results/` */
export function recordsList(paths: readonly string[]): HTMLElement {
  const items = paths.map((path) => h("li", {}, h("code", {}, `results/${path}`)));
  return h("ul", { class: "records" }, ...items);
}
