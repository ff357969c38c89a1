import { howOf, type Context } from "./context.ts";
import { h } from "./dom.ts";

/** A number that opens where it comes from. */
export function numberButton(context: Context, index: number, text: string): HTMLElement {
  const cell = context.data.cells[index];
  const what = cell === undefined ? "" : `${cell.model}, ${howOf(cell)}`;
  return h(
    "button",
    {
      type: "button",
      class: "number",
      title: `Where this comes from: ${what}`,
      click: () => context.go({ cell: index }),
    },
    ...parts(text),
  );
}

/** An interval stands below its value in a table that would be too wide. */
function parts(text: string): (string | HTMLElement)[] {
  const found = /^(.+?)( \[[^\]]+\])$/.exec(text);
  const [, value, ends] = found ?? [];
  return value === undefined || ends === undefined
    ? [text]
    : [value, h("span", { class: "ends" }, ends)];
}
