import type { Context } from "./context.ts";
import { h } from "./dom.ts";
import { count } from "./numbers.ts";
import { filterNames, filterValue, type FilterName } from "./state.ts";

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
  const focused = document.activeElement?.id;
  const known = choices.get(data) ?? choicesOf(context);
  choices.set(data, known);
  const shown = filterNames.filter(
    (filter) => (known.get(filter)?.length ?? 0) > 1 || state.filters[filter] !== undefined,
  );
  place.replaceChildren(
    h(
      "form",
      { submit: (event) => event.preventDefault() },
      ...shown.map((filter) => selectOf(context, filter, known.get(filter) ?? [])),
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
  if (focused?.startsWith("filter-") === true) document.getElementById(focused)?.focus();
}

function choicesOf({ data }: Context): Map<FilterName, string[]> {
  return new Map(
    filterNames.map((filter) => [
      filter,
      [...new Set(data.cells.map((cell) => filterValue(data, cell, filter)))],
    ]),
  );
}

function selectOf({ data, state, go }: Context, filter: FilterName, values: readonly string[]) {
  const current = state.filters[filter];
  const all = current === undefined || values.includes(current) ? values : [...values, current];
  const nameOf = (value: string) =>
    filter === "device" ? (data.devices.find(({ id }) => id === value)?.name ?? value) : value;
  const id = `filter-${filter}`;
  const select = h(
    "select",
    { id },
    h("option", { value: "" }, "all"),
    ...all.map((value) => h("option", { value, selected: value === current }, nameOf(value))),
  );
  select.addEventListener("change", () => {
    const { [filter]: _before, ...others } = state.filters;
    go({ filters: select.value === "" ? others : { ...others, [filter]: select.value } });
  });
  return h("label", { for: id }, h("span", {}, labels[filter]), select);
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
