import type { DashboardCell, DashboardData } from "../data/schema.ts";

export const views = {
  overview: "Overview",
  predicted: "Predicted",
  devices: "Devices",
  strategies: "Backends × strategies",
  starts: "Cold and warm",
  sustained: "Sustained",
  samples: "Samples",
  routing: "Routing",
  training: "Training",
} as const;
export type ViewName = keyof typeof views;

export const axes = {
  latency: "latency",
  active: "active FLOPs",
  executed: "executed FLOPs",
  bytes: "bytes",
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
  /** The cell that a dialog or the samples are of. */
  readonly cell: number | null;
  readonly filters: Readonly<Partial<Record<FilterName, string>>>;
}

const isKey = <T extends object>(object: T, key: string | null): key is Extract<keyof T, string> =>
  key !== null && Object.hasOwn(object, key);

/** From the URL's fragment, which is anybody's text: what is not known there is left out. */
export function parseState(hash: string): ViewState {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const [view, x, cell] = [given.get("view"), given.get("x"), given.get("cell")];
  const filters = filterNames.flatMap((filter) => {
    const value = given.get(filter);
    return value === null || value === "" ? [] : [[filter, value] as const];
  });
  return {
    view: isKey(views, view) ? view : "overview",
    x: isKey(axes, x) ? x : "latency",
    all: given.get("all") === "1",
    cell: cell !== null && /^\d{1,9}$/.test(cell) ? Number(cell) : null,
    filters: Object.fromEntries(filters),
  };
}

/** The shortest fragment that {@link parseState} reads as this state. */
export function formatState({ view, x, all, cell, filters }: ViewState): string {
  const parts = new URLSearchParams();
  if (view !== "overview") parts.set("view", view);
  if (x !== "latency") parts.set("x", x);
  for (const filter of filterNames) {
    const value = filters[filter];
    if (value !== undefined) parts.set(filter, value);
  }
  if (all) parts.set("all", "1");
  if (cell !== null) parts.set("cell", String(cell));
  return `#${parts.toString()}`;
}

export function filterValue(data: DashboardData, cell: DashboardCell, filter: FilterName): string {
  if (filter === "device") return data.devices[data.runs[cell.run]?.device ?? -1]?.id ?? "";
  if (filter === "batch") return String(cell.batch);
  return cell[filter];
}

/** Why a cell is greyed and hidden unless asked for; null for one that counts. */
export function objection(cell: DashboardCell): string | null {
  if (cell.software) return "software adapter";
  if (cell.control !== "none") return "control";
  return cell.state === "valid" || cell.state === "semi-valid" ? null : cell.state;
}

export interface Selection {
  /** Indexes of the cells to show, in the document's order. */
  readonly shown: readonly number[];
  /** Cells that fit the filters and are hidden: how many for each reason. */
  readonly hidden: ReadonlyMap<string, number>;
}

export function select(data: DashboardData, { filters, all }: ViewState): Selection {
  const wanted = filterNames.flatMap((filter) => {
    const value = filters[filter];
    return value === undefined ? [] : [[filter, value] as const];
  });
  const shown: number[] = [];
  const hidden = new Map<string, number>();
  data.cells.forEach((cell, index) => {
    if (wanted.some(([filter, value]) => filterValue(data, cell, filter) !== value)) return;
    const reason = all ? null : objection(cell);
    if (reason === null) shown.push(index);
    else hidden.set(reason, (hidden.get(reason) ?? 0) + 1);
  });
  return { shown, hidden };
}
