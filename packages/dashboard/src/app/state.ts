import type { DashboardCell, DashboardData } from "../data/schema.ts";

export const views = {
  overview: "Overview",
  predicted: "Predicted",
  devices: "Devices",
  strategies: "Strategies",
  starts: "Cold and warm",
  sustained: "Sustained",
  history: "Over time",
  samples: "Samples",
  routing: "Routing",
  training: "Training",
} as const;
export type ViewName = keyof typeof views;

export const axes = {
  latency: "latency",
  active: "active FLOPs",
  executed: "executed FLOPs",
  bytes: "prepared files",
  memory: "memory",
} as const;
export type Axis = keyof typeof axes;

export const filterNames = ["device", "model", "backend", "strategy", "dataset", "batch"] as const;
export type FilterName = (typeof filterNames)[number];

/** All that a link to a view holds. */
export interface ViewState {
  readonly view: ViewName;
  readonly x: Axis;
  /** Show cells that are invalid, or ran on a software adapter. */
  readonly all: boolean;
  /** The cell that the dialog is of. */
  readonly cell: number | null;
  /** The trained model that the dialog is of: its place among all rows. */
  readonly trained: number | null;
  /** The cell whose samples are drawn. */
  readonly of: number | null;
  readonly filters: Filters;
}

/** Any of the values of each filter that has some. */
export type Filters = Readonly<Partial<Record<FilterName, readonly string[]>>>;

const places = ["cell", "trained", "of"] as const;

const isKey = <T extends object>(object: T, key: string | null): key is Extract<keyof T, string> =>
  key !== null && Object.hasOwn(object, key);

export function keysOf<T extends object>(object: T): Extract<keyof T, string>[] {
  return Object.keys(object).filter((key) => isKey(object, key));
}

/** From the URL's fragment, which is anybody's text: what is not known there is left out. */
export function parseState(hash: string): ViewState {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const [view, x] = [given.get("view"), given.get("x")];
  const filters = filterNames.flatMap((filter) => {
    const values = [...new Set(given.getAll(filter))].filter((value) => value !== "");
    return values.length === 0 ? [] : [[filter, values] as const];
  });
  const place = (name: (typeof places)[number]) => {
    const text = given.get(name);
    return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
  };
  return {
    view: isKey(views, view) ? view : "overview",
    x: isKey(axes, x) ? x : "latency",
    all: given.get("all") === "1",
    cell: place("cell"),
    trained: place("trained"),
    of: place("of"),
    filters: Object.fromEntries(filters),
  };
}

/** The shortest fragment that {@link parseState} reads as this state. */
export function formatState(state: ViewState): string {
  const { view, x, all, filters } = state;
  const parts = new URLSearchParams();
  if (view !== "overview") parts.set("view", view);
  if (x !== "latency") parts.set("x", x);
  for (const filter of filterNames)
    for (const value of filters[filter] ?? []) parts.append(filter, value);
  if (all) parts.set("all", "1");
  for (const name of places) {
    const place = state[name];
    if (place !== null) parts.set(name, String(place));
  }
  return `#${parts.toString()}`;
}

export function filterValue(data: DashboardData, cell: DashboardCell, filter: FilterName): string {
  if (filter === "device") return data.devices[data.runs[cell.run]?.device ?? -1]?.id ?? "";
  if (filter === "batch") return String(cell.batch);
  return cell[filter];
}

export function fits(data: DashboardData, cell: DashboardCell, filters: Filters): boolean {
  return filterNames.every((filter) => {
    const values = filters[filter];
    return values === undefined || values.includes(filterValue(data, cell, filter));
  });
}

/** Why a cell is greyed and hidden unless asked for; null for one that counts. */
export function objection(cell: DashboardCell): string | null {
  if (cell.software) return "software adapter";
  if (cell.control !== "none") return "control";
  return cell.state === "valid" || cell.state === "semi-valid" ? null : cell.state;
}

interface Selection {
  /** Indexes of the cells to show, in the document's order. */
  readonly shown: readonly number[];
  /** Cells that fit the filters and are hidden: how many for each reason. */
  readonly hidden: ReadonlyMap<string, number>;
}

export function select(data: DashboardData, { filters, all }: ViewState): Selection {
  const shown: number[] = [];
  const hidden = new Map<string, number>();
  data.cells.forEach((cell, index) => {
    if (!fits(data, cell, filters)) return;
    const reason = all ? null : objection(cell);
    if (reason === null) shown.push(index);
    else hidden.set(reason, (hidden.get(reason) ?? 0) + 1);
  });
  return { shown, hidden };
}

/** What a view is drawn from. */
export interface Context {
  readonly data: DashboardData;
  readonly state: ViewState;
  readonly selection: Selection;
  /** Room for a chart, in pixels. */
  readonly width: number;
  readonly go: (change: Partial<ViewState>) => void;
}

export interface ShownCell {
  readonly index: number;
  readonly cell: DashboardCell;
}

export function shownCells({ data, selection }: Context): ShownCell[] {
  return selection.shown.flatMap((index) => {
    const cell = data.cells[index];
    return cell === undefined ? [] : [{ index, cell }];
  });
}

export function deviceOf(data: DashboardData, cell: DashboardCell): string {
  return data.devices[data.runs[cell.run]?.device ?? -1]?.name ?? "";
}

/** "branch, ort-node/cpu, int8, batch 8": what tells cells of a model apart. */
export function howOf(cell: DashboardCell): string {
  return [
    cell.strategy,
    cell.backend,
    ...(cell.precision === "float32" ? [] : [cell.precision]),
    ...(cell.batch === 1 ? [] : [`batch ${cell.batch}`]),
    ...(cell.threads === 1 ? [] : [`${cell.threads} threads`]),
    ...(cell.scenario === "single-stream" ? [] : [cell.scenario]),
    ...(cell.control === "none" ? [] : [cell.control]),
  ].join(", ");
}

/** "branch, ort-node/cpu, vmoe, Bench, run 2": what tells cells apart in this data. */
export function rowOf({ data }: Context, cell: DashboardCell, withModel = true): string {
  return [
    ...(withModel ? [cell.model] : []),
    howOf(cell),
    ...(data.cells.some(({ dataset }) => dataset !== cell.dataset) ? [cell.dataset] : []),
    ...(data.devices.length > 1 ? [deviceOf(data, cell)] : []),
    ...(data.runs.length > data.devices.length ? [`run ${cell.run + 1}`] : []),
  ].join(", ");
}

export function isSparse(cell: DashboardCell): boolean {
  return cell.strategy !== "dense";
}
