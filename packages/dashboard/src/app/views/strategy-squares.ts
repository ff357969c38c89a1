import { isSparse, type Context } from "../context.ts";
import { fits, objection } from "../state.ts";

/** All cells of a backend and a strategy. */
export interface Square {
  readonly backend: string;
  readonly strategy: string;
  /** Median of the cells' latencies over dense; null where none has one. */
  readonly ratio: number | null;
  /** The ratio, or why there is none. */
  readonly text: string;
  /** Index of the cell whose text that is. */
  readonly shown: number;
  readonly cells: readonly number[];
}

interface Member {
  readonly index: number;
  readonly ratio: number | null;
  readonly text: string;
}

export function squaresOf({
  data,
  selection,
  state,
}: Pick<Context, "data" | "selection" | "state">): Square[] {
  const wanted = new Set(selection.shown);
  const groups = new Map<string, Member[]>();
  data.cells.forEach((cell, index) => {
    const isWanted = wanted.has(index);
    // Cells with no number keep their square: an empty one would look as if nobody had tried.
    const tried = cell.state === "unsupported" || cell.state === "failed";
    if (!isSparse(cell) || !(isWanted || (tried && fits(data, cell, state.filters)))) return;
    const key = JSON.stringify([cell.backend, cell.strategy]);
    const ratio = (isWanted ? cell.ratio?.value : null) ?? null;
    const text = ratio === null ? (objection(cell) ?? "no ratio") : `${ratio.toFixed(2)} ×`;
    const members = groups.get(key) ?? [];
    members.push({ index, ratio, text });
    groups.set(key, members);
  });
  return [...groups.values()].flatMap((members) => {
    const rated = members
      .filter(({ ratio }) => ratio !== null)
      .toSorted((a, b) => (a.ratio ?? 0) - (b.ratio ?? 0));
    const shown = rated[Math.floor((rated.length - 1) / 2)] ?? members[0];
    const cell = shown && data.cells[shown.index];
    if (shown === undefined || cell === undefined) return [];
    const { backend, strategy } = cell;
    const { ratio, text } = shown;
    const cells = members.map(({ index }) => index);
    return [{ backend, strategy, ratio, text, shown: shown.index, cells }];
  });
}
