import { type Context, type FilterName, filterNames, filterValue } from "./state.ts";
import { h, name } from "./dom.ts";
import { count } from "./numbers.ts";

const labels: Record<FilterName, string> = {
  device: "Device",
  model: "Model",
  backend: "Backend",
  strategy: "Strategy",
  dataset: "Data set",
  batch: "Batch",
};

const choices = new WeakMap<object, Map<FilterName, string[]>>();

/** The filters that have something to choose, and what is hidden now. */
export function filterBar(place: HTMLElement, context: Context): void {
  const { data, state, selection, go } = context;
  // Models that were trained are of no device and no backend.
  place.hidden = state.view === "training";
  if (place.hidden) return place.replaceChildren();
  const open = new Set([...place.querySelectorAll("details[open]")].map(({ id }) => id));
  const known = choices.get(data) ?? choicesOf(context);
  choices.set(data, known);
  const shown = filterNames.filter(
    (filter) => (known.get(filter)?.length ?? 0) > 1 || state.filters[filter] !== undefined,
  );
  place.replaceChildren(
    h(
      "form",
      { submit: (event) => event.preventDefault() },
      ...shown.map((filter) => filterOf(context, filter, known.get(filter) ?? [], open)),
      Object.keys(state.filters).length === 0
        ? null
        : h("button", { type: "button", click: () => go({ filters: {} }) }, "Clear filters"),
    ),
    hiddenNotice(context),
    h(
      "span",
      { class: "visually-hidden", role: "status" },
      `${selection.shown.length} cells shown`,
    ),
  );
}

/** A filter that is open closes when somebody clicks beside it, or with Escape. */
export function closeFilters(place: HTMLElement): void {
  const close = (except: Node | null) => {
    for (const details of place.querySelectorAll("details"))
      if (except === null || !details.contains(except)) details.open = false;
  };
  document.addEventListener("click", ({ target }) => {
    // What was clicked may have been drawn anew since.
    if (target instanceof Node && target.isConnected) close(target);
  });
  place.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    const summary = document.activeElement?.closest("details")?.querySelector("summary");
    close(null);
    summary?.focus();
  });
}

function choicesOf({ data }: Context): Map<FilterName, string[]> {
  return new Map(
    filterNames.map((filter) => [
      filter,
      [...new Set(data.cells.map((cell) => filterValue(data, cell, filter)))],
    ]),
  );
}

/** "Device: all", and below it, when it is open, a box for each value. */
function filterOf(
  { data, state, go }: Context,
  filter: FilterName,
  values: readonly string[],
  open: ReadonlySet<string>,
): HTMLElement {
  const chosen = state.filters[filter] ?? [];
  const all = [...values, ...chosen.filter((value) => !values.includes(value))];
  const nameOf = (value: string) =>
    filter === "device" ? (data.devices.find(({ id }) => id === value)?.name ?? value) : value;
  const [first] = chosen;
  const text =
    first === undefined
      ? "all"
      : chosen.length === 1
        ? nameOf(first)
        : `${chosen.length} of ${all.length}`;
  const set = (wanted: readonly string[]) => {
    const { [filter]: _before, ...others } = state.filters;
    go({ filters: wanted.length === 0 ? others : { ...others, [filter]: wanted } });
  };
  const boxes = all.map((value, i) => {
    const box = h("input", {
      type: "checkbox",
      id: `filter-${filter}-${i}`,
      checked: chosen.includes(value),
    });
    box.addEventListener("change", () =>
      set(box.checked ? [...chosen, value] : chosen.filter((other) => other !== value)),
    );
    return h("label", { for: box.id }, box, " ", name(nameOf(value)));
  });
  const id = `filters-${filter}`;
  return h(
    "details",
    { class: "filter", id, open: open.has(id) },
    h(
      "summary",
      { id: `filter-${filter}` },
      h("span", {}, `${labels[filter]}: `),
      h("strong", {}, name(text)),
    ),
    h("fieldset", {}, h("legend", { class: "visually-hidden" }, labels[filter]), ...boxes),
  );
}

/** Nothing is dropped silently. */
function hiddenNotice({ state, selection, go }: Context): HTMLElement {
  const hidden = [...selection.hidden].map(([reason, n]) => `${count.format(n)} ${reason}`);
  const total = [...selection.hidden.values()].reduce((a, b) => a + b, 0);
  if (total === 0 && !state.all) return h("p", { class: "hidden-notice" }, "No cell is hidden.");
  const box = h("input", { type: "checkbox", id: "filter-all", checked: state.all });
  box.addEventListener("change", () => go({ all: box.checked }));
  return h(
    "p",
    { class: "hidden-notice" },
    state.all
      ? "Cells that don't count are shown greyed. "
      : `${count.format(total)} ${total === 1 ? "cell is" : "cells are"} hidden: ${hidden.join(", ")}. `,
    h("label", {}, box, " show them, greyed"),
  );
}
