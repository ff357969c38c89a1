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
  const side = order.falls ? -1 : 1;
  return keyed
    .toSorted((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return side * compared(a.key, b.key);
    })
    .map(({ item }) => item);
}

function keyOf<T>(column: TableColumn<T>, item: T): Value {
  if (column.order !== undefined) return column.order(item);
  if (column.interval !== undefined) return column.interval.of(item)?.value ?? null;
  const text = textOf(column, item);
  if (column.numeric !== true) return text;
  const number = Number.parseFloat(text.replace("−", "-").replaceAll(",", ""));
  return Number.isNaN(number) ? null : number;
}

function compared(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
