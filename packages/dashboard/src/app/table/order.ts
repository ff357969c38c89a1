import { textOf, type TableColumn, type Value } from "./column.ts";

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
