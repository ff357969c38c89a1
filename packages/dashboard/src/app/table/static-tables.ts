import { h } from "../dom.ts";
import { compared, numberIn } from "./order.ts";

/**
 * Makes the heads of tables that are in the page already sort their rows.
 * @returns whether there are any
 */
export function sortTables(tables: Iterable<HTMLTableElement>): boolean {
  let any = false;
  for (const table of tables) {
    any = true;
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    for (const [column, head] of heads.entries()) {
      const name = head.textContent ?? "";
      const arrow = h("span", { class: "arrow", "aria-hidden": "true" }, "↕");
      const sort = () => {
        const falls = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) {
          other.removeAttribute("aria-sort");
          other.querySelector(".arrow")?.replaceChildren("↕");
        }
        head.setAttribute("aria-sort", falls ? "descending" : "ascending");
        arrow.replaceChildren(falls ? "↓" : "↑");
        sortRows(table, column, head.classList.contains("numeric"), falls);
      };
      const button = h("button", { type: "button", class: "order", click: sort }, name, arrow);
      head.replaceChildren(button);
    }
  }
  return any;
}

function sortRows(table: HTMLTableElement, column: number, numeric: boolean, falls: boolean): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const keyed = [...body.rows].map((row) => {
    const text = row.cells[column]?.textContent ?? "";
    return { row, key: numeric ? numberIn(text) : text };
  });
  const sorted = keyed.toSorted((a, b) => compared(a.key, b.key, falls));
  body.append(...sorted.map(({ row }) => row));
}
