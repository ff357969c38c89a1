import { gridWidth, type Grid, type GridColumn } from "./grid.ts";
import type { Column, TextTable } from "./tables.ts";
import { widthOf } from "./text.ts";

/** A table in the form that a width allows: one grid, or several below each other. */
export interface Fitted {
  readonly grids: readonly Grid[];
  /** What the short names of columns stand for. */
  readonly legend: readonly string[];
}

/** Text that shares a line with other columns keeps at least this many columns. */
const leastText = 24;
const gap = 2;

/**
 * Nothing is left out and no number is broken. As it gets narrower: what a group of rows shares goes
 * above them; columns get short names; columns go below each other in groups, each with the key
 * columns again.
 */
export function fitted(table: TextTable, width: number): Fitted {
  const whole = gridOf(table.columns.map(free), [{ head: null, rows: table.rows }]);
  if (gridWidth(whole) <= width) return { grids: [whole], legend: [] };

  const sections = sectionsOf(table);
  const columns = table.columns.slice(table.shared);
  const grouped = gridOf(columns.map(free), sections);
  if (gridWidth(grouped) <= width) return { grids: [grouped], legend: [] };

  const short = columns.map((column) => ({ ...column, name: column.short }));
  const brief = sections.map(({ head, rows }) => ({
    head,
    rows: rows.map((row) => row.map((cell, c) => columns[c]?.brief(cell) ?? cell)),
  }));
  const legend = legendOf(columns, sections);
  const shortened = gridOf(short.map(free), brief);
  if (gridWidth(shortened) <= width) return { grids: [shortened], legend };
  return { grids: splitUp(shortened, table.keys, width), legend };
}

const gridOf = (columns: readonly GridColumn[], sections: Grid["sections"]): Grid => ({
  columns,
  sections,
});
const free = (column: Column): GridColumn => ({ ...column, most: Infinity });

function sectionsOf({ rows, shared }: TextTable): Grid["sections"] {
  const groups = new Map<string, string[][]>();
  for (const row of rows) {
    const head = row.slice(0, shared).join(", ");
    const group = groups.get(head) ?? [];
    group.push(row.slice(shared));
    groups.set(head, group);
  }
  return [...groups].map(([head, found]) => ({ head: shared === 0 ? null : head, rows: found }));
}

/** What is shorter than it was by more than spaces, but not where the long text ends with the short one. */
function legendOf(columns: readonly Column[], sections: Grid["sections"]): string[] {
  const pairs = columns.flatMap(({ name, short, brief }, c) => [
    [short, name] as const,
    ...sections.flatMap(({ rows }) =>
      rows.map((row) => [brief(row[c] ?? ""), row[c] ?? ""] as const),
    ),
  ]);
  const told = pairs.filter(([short, long]) => !spaceless(long).endsWith(spaceless(short)));
  return [...new Set(told.map(([short, long]) => `${short}: ${long}`))];
}

function spaceless(text: string): string {
  return text.replaceAll(" ", "");
}

/** A column of a grid that is split up, with its place in it. */
interface Placed {
  readonly column: GridColumn;
  readonly place: number;
}

function splitUp({ columns, sections }: Grid, keys: number, width: number): Grid[] {
  const pick = (picked: readonly Placed[]): Grid => ({
    columns: picked.map(({ column }) => column),
    sections: sections.map(({ head, rows }) => ({
      head,
      rows: rows.map((row) => picked.map(({ place }) => row[place] ?? "")),
    })),
  });
  const room = (picked: readonly Placed[]) => width - gridWidth(pick(picked)) - gap;
  const needed = (column: GridColumn, place: number) =>
    Math.max(
      ...[column.name, ...sections.flatMap(({ rows }) => rows.map((row) => row[place] ?? ""))].map(
        widthOf,
      ),
    );
  const most = Math.max(1, Math.floor(width / (keys + 1)));
  const placed = columns.map((column, place) => ({ column, place }));
  const start = placed
    .slice(0, keys)
    .map(({ column, place }) => ({ column: { ...column, most }, place }));
  const groups: Placed[][] = [];
  let group = start;
  for (const { column, place } of placed.slice(keys)) {
    const left = room(group);
    const fits = needed(column, place) <= left || (column.align === "left" && left >= leastText);
    if (!fits && group.length > keys) {
      groups.push(group);
      group = start;
    }
    const limit = Math.max(widthOf(column.name), room(group));
    group = [...group, { column: { ...column, most: limit }, place }];
  }
  return [...groups, group].map(pick);
}
