import type { Interval } from "../../data/schema.ts";
import { h } from "../dom.ts";

export interface Order {
  /** By its name. */
  readonly column: string;
  readonly falls: boolean;
}

/** Rows by one column; what has no value comes last, whichever way. */
export function inOrder<T>(
  items: readonly T[],
  columns: readonly TableColumn<T>[],
  order: Order | null,
): readonly T[] {
  const column = columns.find(({ name }) => name === order?.column);
  if (order === null || column === undefined) return items;
  const keyed = items.map((item) => ({ item, key: keyOf(column, item) }));
  return keyed.toSorted((a, b) => compared(a.key, b.key, order.falls)).map(({ item }) => item);
}

function keyOf<T>(column: TableColumn<T>, item: T): Value {
  if (column.order !== undefined) return column.order(item);
  if (column.interval !== undefined) return column.interval.of(item)?.value ?? null;
  const text = textOf(column, item);
  if (column.numeric !== true) return text;
  return numberIn(text);
}

/** What has no value comes last, whichever way. */
export function compared(a: Value, b: Value, falls: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const rising =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), "en", { numeric: true });
  return falls ? -rising : rising;
}

/** The first number of "+1.23 [0.40, 2.06]"; null for "–". */
export function numberIn(text: string): number | null {
  const number = Number.parseFloat(text.replace("−", "-").replaceAll(",", ""));
  return Number.isNaN(number) ? null : number;
}

/** What rows are ordered by; null comes last. */
type Value = string | number | null;

export interface TableColumn<T> {
  readonly name: string;
  readonly numeric?: boolean;
  /** Sentences may break into lines. */
  readonly wraps?: boolean;
  readonly value: (item: T) => Node | string;
  /** What rows are ordered by; the text unless given. */
  readonly order?: (item: T) => Value;
  /** Drawn beside the value, all of the column on one scale around `zero`. */
  readonly interval?: { readonly zero: number; readonly of: (item: T) => Interval | null };
}

export function textOf<T>({ value }: TableColumn<T>, item: T): string {
  const shown = value(item);
  return typeof shown === "string" ? shown : (shown.textContent ?? "");
}

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
