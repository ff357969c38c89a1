import { h, slug } from "../dom.ts";
import { saveFile, unfinishedNote } from "../save.ts";
import { inOrder, type Order, type TableColumn, textOf } from "./order.ts";
import { barScale, intervalCell } from "../chart/interval.ts";

const firstRows = 25;
/** Fewer rows are looked through faster than a word is typed. */
const fewestToSearch = 9;

/** How somebody ordered and searched a table: kept, since live data draws it anew. */
const kept = new Map<string, { order: Order | null; search: string }>();

/** A table whose first column names its rows; long ones open a part at a time. */
export function table<T>(
  caption: string,
  columns: readonly TableColumn<T>[],
  items: readonly T[],
  isGreyed: (item: T) => boolean = () => false,
): HTMLElement {
  const state = kept.get(caption) ?? { order: null, search: "" };
  kept.set(caption, state);
  const body = h("tbody");
  const rest = h("p", { class: "rest" });
  const heads = h("tr");
  const drawers = columns.map(cellDrawer(items));
  let chosen: readonly T[] = items;
  const add = (from: number, to: number) => {
    for (const item of chosen.slice(from, to))
      body.append(
        h(
          "tr",
          { class: isGreyed(item) ? "greyed" : "" },
          ...columns.map((column, i) =>
            h(
              i === 0 ? "th" : "td",
              {
                ...(i === 0 ? { scope: "row" } : {}),
                class: classOf(column),
                "data-name": column.name,
              },
              ...(drawers[i]?.(item) ?? []),
            ),
          ),
        ),
      );
    showRest(
      rest,
      { shown: Math.min(to, chosen.length), of: chosen.length, all: items.length },
      () => add(to, to + 10 * firstRows),
    );
  };
  const draw = () => {
    chosen = inOrder(found(items, columns, state.search), columns, state.order);
    heads.replaceChildren(...columns.map((column) => headOf(column, state, draw)));
    body.replaceChildren();
    add(0, firstRows);
  };
  draw();
  return h(
    "div",
    { class: "table" },
    h(
      "div",
      { class: "tools" },
      items.length < fewestToSearch && state.search === "" ? null : searchBox(caption, state, draw),
      h(
        "button",
        { type: "button", class: "small", click: () => saveCsv(caption, columns, chosen) },
        "Save CSV",
      ),
    ),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      h("table", {}, h("caption", {}, caption), h("thead", {}, heads), body),
    ),
    rest,
  );
}

/** What a cell holds: its value, and the bar of its interval. */
function cellDrawer<T>(items: readonly T[]) {
  return ({ value, interval }: TableColumn<T>) => {
    if (interval === undefined) return (item: T) => [value(item)];
    const all = items.flatMap((item) => interval.of(item) ?? []);
    const scale = barScale(all, interval.zero);
    return (item: T) => {
      const own = interval.of(item);
      return own === null ? [value(item)] : [intervalCell(own, scale), value(item)];
    };
  };
}

function headOf<T>(
  column: TableColumn<T>,
  state: { order: Order | null },
  draw: () => void,
): HTMLElement {
  const { name } = column;
  const is = state.order?.column === name ? state.order : null;
  const button = h(
    "button",
    {
      type: "button",
      class: "order",
      click: () => {
        const inThead = button.closest("tr");
        state.order = { column: name, falls: is !== null && !is.falls };
        draw();
        const again = [...(inThead?.querySelectorAll("button") ?? [])];
        again.find(({ dataset }) => dataset["column"] === name)?.focus();
      },
      "data-column": name,
    },
    name,
    h("span", { class: "arrow", "aria-hidden": "true" }, is === null ? "↕" : is.falls ? "↓" : "↑"),
  );
  return h(
    "th",
    {
      scope: "col",
      class: classOf(column),
      ...(is === null ? {} : { "aria-sort": is.falls ? "descending" : "ascending" }),
    },
    button,
  );
}

function searchBox(caption: string, state: { search: string }, draw: () => void): HTMLElement {
  const box = h("input", {
    type: "search",
    id: `search-${slug(caption)}`,
    value: state.search,
    placeholder: "Search these rows",
    "aria-label": `Search: ${caption}`,
  });
  box.addEventListener("input", () => {
    state.search = box.value;
    draw();
  });
  return box;
}

function found<T>(
  items: readonly T[],
  columns: readonly TableColumn<T>[],
  search: string,
): readonly T[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((item) => {
    const text = columns
      .map((column) => textOf(column, item))
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function showRest(
  place: HTMLElement,
  { shown, of, all }: { readonly shown: number; readonly of: number; readonly all: number },
  more: () => void,
): void {
  place.replaceChildren();
  if (of < all) place.append(`${of} of ${all} rows have these words. `);
  if (shown >= of) return;
  const next = Math.min(of - shown, 10 * firstRows);
  place.append(
    `${shown} of ${of} rows. `,
    h("button", { type: "button", click: more }, `Show ${next} more`),
  );
}

/** An interval has columns of its own, exact; all else is as it is shown. */
function saveCsv<T>(
  caption: string,
  columns: readonly TableColumn<T>[],
  items: readonly T[],
): void {
  const note = unfinishedNote();
  const names = columns.flatMap(({ name, interval }) =>
    interval === undefined ? [name] : [name, `${name}, low 95`, `${name}, high 95`],
  );
  const rows = items.map((item) =>
    columns.flatMap((column): (string | number | null)[] => {
      if (column.interval === undefined) return [textOf(column, item)];
      const own = column.interval.of(item);
      return [own?.value ?? null, own?.low ?? null, own?.high ?? null];
    }),
  );
  const text =
    note === null
      ? csvText(names, rows)
      : csvText(
          [...names, "unfinished"],
          rows.map((row) => [...row, note]),
        );
  saveFile(`vmoe-bench-${slug(caption)}.csv`, new Blob([text], { type: "text/csv" }));
}

function classOf<T>({ numeric, wraps }: TableColumn<T>): string {
  return numeric === true ? "numeric" : wraps === true ? "wraps" : "";
}

type Value = string | number | null;

/** A line of names, then a line a row, as RFC 4180 has it. */
export function csvText(names: readonly string[], rows: readonly (readonly Value[])[]): string {
  return [names, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** A text that a spreadsheet would take for a formula gets a quote mark before it. */
function field(value: Value): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const isSigned = /^[+−-]?[\d.]+( ?%)?$/.test(value);
  const text = !isSigned && /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
