import type { DashboardData } from "../data/schema.ts";
import {
  type Context,
  formatState,
  parseState,
  select,
  shownCells,
  views,
  type ViewState,
  keysOf,
} from "./state.ts";
import { cellDialog, trainedDialog } from "./dialogs.ts";
import { h } from "./dom.ts";
import { closeFilters, filterBar } from "./filter-bar.ts";
import { devices } from "./views/devices.ts";
import { history } from "./views/history.ts";
import { overview } from "./views/overview.ts";
import { predicted } from "./views/predicted.ts";
import { routing } from "./views/routing.ts";
import { samples } from "./views/samples.ts";
import { starts } from "./views/starts.ts";
import { strategies } from "./views/strategies.ts";
import { sustained } from "./views/sustained.ts";
import { training } from "./views/training.ts";

export interface Shell {
  /** Draws newer data; a dialog that is open stays as it is. */
  readonly update: (data: DashboardData) => void;
}

/** Draws the page and draws it again when the address, the room or the data changes. */
export function startShell(first: DashboardData): Shell {
  let data = first;
  const nav = h("nav", { "aria-label": "Views" });
  const filters = h("section", { class: "filters", "aria-label": "Filters" });
  const main = h("main", { id: "main", tabindex: -1 });
  const dialogs = h("div");
  document.body.prepend(
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
  closeFilters(filters);
  let drawn: ViewState | null = null;
  const draw = (again: boolean, isUpdate = false) => {
    const state = parseState(location.hash);
    const width = Math.min(1_080, main.clientWidth || 1_080);
    const context: Context = { data, state, selection: select(data, state), width, go };
    if (again || drawn === null || !sameButDialog(drawn, state)) {
      keepFocus(() => {
        nav.replaceChildren(navigation(state));
        filterBar(filters, context);
        main.replaceChildren(...unfinishedNote(context), ...drawView(context));
      });
      showCurrent(nav);
      document.title = `${views[state.view]}: vmoe-bench`;
    }
    const other = drawn?.cell !== state.cell || drawn.trained !== state.trained;
    if (other || (again && !isUpdate)) showDialog(dialogs, context);
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
  return {
    update(newer) {
      data = newer;
      draw(true, true);
    },
  };
}

/** Whatever had the focus has it again when it is drawn anew: it goes by its id. */
function keepFocus(redraw: () => void): void {
  const focused = document.activeElement;
  redraw();
  if (focused?.isConnected === false) document.getElementById(focused.id)?.focus();
}

function go(change: Partial<ViewState>): void {
  location.hash = formatState({ ...parseState(location.hash), ...change });
}

function sameButDialog(a: ViewState, b: ViewState): boolean {
  const closed = { cell: null, trained: null };
  return formatState({ ...a, ...closed }) === formatState({ ...b, ...closed });
}

function skip(event: Event, main: HTMLElement): void {
  event.preventDefault();
  main.focus();
}

function navigation(state: ViewState): HTMLElement {
  return h(
    "ul",
    {},
    ...keysOf(views).map((view) =>
      h(
        "li",
        {},
        h(
          "a",
          {
            id: `view-${view}`,
            href: formatState({ ...state, view, cell: null, trained: null }),
            ...(view === state.view ? { "aria-current": "page" } : {}),
          },
          views[view],
        ),
      ),
    ),
  );
}

function showDialog(place: HTMLElement, context: Context): void {
  const { cell, trained } = context.state;
  place.replaceChildren();
  const dialog =
    cell !== null
      ? cellDialog(context, cell)
      : trained !== null
        ? trainedDialog(context, trained)
        : null;
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

/** On every view, of the runs that are shown. */
function unfinishedNote(context: Context): HTMLElement[] {
  const { runs } = context.data;
  const shown = new Set(shownCells(context).map(({ cell }) => cell.run));
  const open = [...shown].flatMap((run) => (runs[run]?.unfinished === true ? [runs[run]] : []));
  if (open.length === 0) return [];
  const told = open.map(
    ({ id, blocks }) => `${id} (${blocks.completed} of ${blocks.planned} blocks)`,
  );
  const more = told.length > 3 ? ` and ${told.length - 3} more` : "";
  return [
    h(
      "p",
      { class: "unfinished", role: "note" },
      h("strong", {}, "UNFINISHED: "),
      `what follows may still change. ${told.slice(0, 3).join(", ")}${more}.`,
    ),
  ];
}

const drawers = {
  overview,
  predicted,
  devices,
  strategies,
  starts,
  sustained,
  history,
  samples,
  routing,
  training,
};

function drawView(context: Context): HTMLElement[] {
  return drawers[context.state.view](context);
}
