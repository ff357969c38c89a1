import type { Interval } from "../../data/schema.ts";

/** What rows are ordered by; null comes last. */
export type Value = string | number | null;

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
