import { isSparse, type Context } from "../context.ts";
import { fits, objection } from "../state.ts";

/** All cells of a backend and a strategy, on one device: another's has nothing to say of it. */
export interface Square {
  readonly device: string;
  /** With the device, where there are several. */
  readonly backend: string;
  readonly strategy: string;
  /** Median of the cells' latencies over dense, of two the geometric mean; null where none has one. */
  readonly ratio: number | null;
  /** The ratio, or why there is none. */
  readonly text: string;
  /** Index of the cell that is opened: the one in the middle, or just below it. */
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
    const key = JSON.stringify([deviceAt(data, index), cell.backend, cell.strategy]);
    const ratio = (isWanted ? cell.ratio?.value : null) ?? null;
    const text = ratio === null ? (objection(cell) ?? "no ratio") : `${ratio.toFixed(2)} ×`;
    const members = groups.get(key) ?? [];
    members.push({ index, ratio, text });
    groups.set(key, members);
  });
  const devices = new Set([...groups.values()].flat().map(({ index }) => deviceAt(data, index)));
  return [...groups.values()].flatMap((members) => {
    const rated = members
      .flatMap((one) => (one.ratio === null ? [] : [{ ...one, ratio: one.ratio }]))
      .toSorted((a, b) => a.ratio - b.ratio);
    const shown = rated[Math.floor((rated.length - 1) / 2)] ?? members[0];
    const cell = shown && data.cells[shown.index];
    if (shown === undefined || cell === undefined) return [];
    const device = deviceAt(data, shown.index);
    const upper = rated[Math.floor(rated.length / 2)];
    const ratio =
      shown.ratio === null || upper === undefined ? null : Math.sqrt(shown.ratio * upper.ratio);
    return [
      {
        device,
        backend: devices.size > 1 ? `${cell.backend}, ${device}` : cell.backend,
        strategy: cell.strategy,
        ratio,
        text: ratio === null ? shown.text : `${ratio.toFixed(2)} ×`,
        shown: shown.index,
        cells: members.map(({ index }) => index),
      },
    ];
  });
}

function deviceAt(data: Context["data"], index: number): string {
  const run = data.runs[data.cells[index]?.run ?? -1];
  return data.devices[run?.device ?? -1]?.id ?? "";
}
