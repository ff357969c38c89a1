import type { DashboardData } from "../data/schema.ts";
import type { Context } from "./context.ts";
import { provenanceDialog } from "./dialog.ts";
import { h } from "./dom.ts";
import { filterBar } from "./filter-bar.ts";
import { formatState, parseState, select, views, type ViewName, type ViewState } from "./state.ts";
import { drawView } from "./views/views.ts";

/** Draws the page and draws it again when the address or the room changes. */
export function startShell(data: DashboardData): void {
  const nav = h("nav", { "aria-label": "Views" });
  const filters = h("section", { class: "filters", "aria-label": "Filters" });
  const main = h("main", { id: "main", tabindex: -1 });
  const dialogs = h("div");
  document.body.append(
    h(
      "a",
      { class: "skip", href: "#main", click: (event) => skip(event, main) },
      "Skip to the view",
    ),
    h(
      "header",
      { class: "top" },
      h(
        "p",
        { class: "brand" },
        h("strong", {}, "vmoe-bench"),
        " does a sparse V-MoE beat a dense ViT on this device?",
      ),
      nav,
    ),
    filters,
    main,
    dialogs,
  );
  let drawn: ViewState | null = null;
  const draw = (again: boolean) => {
    const state = parseState(location.hash);
    const width = Math.min(1_080, main.clientWidth || 1_080);
    const context: Context = { data, state, selection: select(data, state), width, go };
    if (again || drawn === null || !sameButCell(drawn, state)) {
      nav.replaceChildren(navigation(state));
      showCurrent(nav);
      filterBar(filters, context);
      main.replaceChildren(...drawView(context));
      document.title = `${views[state.view]}: vmoe-bench`;
    }
    if (again || drawn?.cell !== state.cell) showDialog(dialogs, context);
    drawn = state;
    document.documentElement.dataset["drawn"] = String(performance.now());
  };
  draw(true);
  globalThis.addEventListener("hashchange", () => draw(false));
  let width = main.clientWidth;
  let timer: ReturnType<typeof setTimeout> | undefined;
  globalThis.addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (main.clientWidth === width) return;
      width = main.clientWidth;
      draw(true);
    }, 100);
  });
}

function go(change: Partial<ViewState>): void {
  location.hash = formatState({ ...parseState(location.hash), ...change });
}

function sameButCell(a: ViewState, b: ViewState): boolean {
  const samples = a.view === "samples" || b.view === "samples";
  return !samples && formatState({ ...a, cell: null }) === formatState({ ...b, cell: null });
}

function skip(event: Event, main: HTMLElement): void {
  event.preventDefault();
  main.focus();
}

function navigation(state: ViewState): HTMLElement {
  const names: readonly ViewName[] = Object.keys(views).flatMap((key) =>
    Object.hasOwn(views, key) ? [parseState(`#view=${key}`).view] : [],
  );
  return h(
    "ul",
    {},
    ...names.map((view) =>
      h(
        "li",
        {},
        h(
          "a",
          {
            href: formatState({ ...state, view, cell: null }),
            ...(view === state.view ? { "aria-current": "page" } : {}),
          },
          views[view],
        ),
      ),
    ),
  );
}

/** In the samples view a cell is what is drawn, not what is asked about. */
function showDialog(place: HTMLElement, context: Context): void {
  const { state } = context;
  place.replaceChildren();
  if (state.cell === null || state.view === "samples") return;
  const dialog = provenanceDialog(context, state.cell);
  if (dialog === null) return;
  place.append(dialog);
  dialog.showModal();
}

/** On a phone the list of views is wider than the screen. */
function showCurrent(nav: HTMLElement): void {
  const list = nav.querySelector("ul");
  const current = nav.querySelector("[aria-current]")?.parentElement;
  if (list && current) list.scrollLeft = current.offsetLeft - list.offsetLeft - 24;
}
