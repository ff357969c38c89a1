import { h } from "./dom.ts";

export interface TableColumn<T> {
  readonly name: string;
  readonly numeric?: boolean;
  /** Sentences may break into lines. */
  readonly wraps?: boolean;
  readonly value: (item: T) => Node | string;
}

const firstRows = 25;

/** A table whose first column names its rows; long ones open a part at a time. */
export function table<T>(
  caption: string,
  columns: readonly TableColumn<T>[],
  items: readonly T[],
  isGreyed: (item: T) => boolean = () => false,
): HTMLElement {
  const body = h("tbody");
  const rest = h("p", { class: "rest" });
  const add = (from: number, to: number) => {
    for (const item of items.slice(from, to))
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
              },
              column.value(item),
            ),
          ),
        ),
      );
    const left = items.length - Math.min(to, items.length);
    rest.replaceChildren();
    if (left > 0)
      rest.append(
        `${items.length - left} of ${items.length} rows. `,
        h(
          "button",
          { type: "button", click: () => add(to, to + 10 * firstRows) },
          `Show ${Math.min(left, 10 * firstRows)} more`,
        ),
      );
  };
  add(0, firstRows);
  return h(
    "div",
    { class: "table" },
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      h(
        "table",
        {},
        h("caption", {}, caption),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...columns.map((column) =>
              h("th", { scope: "col", class: classOf(column) }, column.name),
            ),
          ),
        ),
        body,
      ),
    ),
    rest,
  );
}

function classOf<T>({ numeric, wraps }: TableColumn<T>): string {
  return numeric === true ? "numeric" : wraps === true ? "wraps" : "";
}
