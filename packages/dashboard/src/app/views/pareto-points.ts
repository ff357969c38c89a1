import { type Axis, isSparse, objection, type ShownCell } from "../state.ts";

export interface Point extends ShownCell {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  /** In %. */
  readonly accuracy: number;
  readonly accuracyLow: number;
  readonly accuracyHigh: number;
  readonly counts: boolean;
}

/** Strategies that one could not tell apart: drawn as the first of them. */
export interface Mark extends Point {
  readonly members: readonly Point[];
}

/** What one unit of each axis is. */
export const scales: Record<Axis, number> = {
  latency: 1,
  active: 1e6,
  executed: 1e6,
  bytes: 1e6,
  memory: 1e6,
};

function valueOf({ latency, flops, bytes, peakBytes }: ShownCell["cell"], axis: Axis) {
  switch (axis) {
    case "latency":
      return latency?.medianMs ?? null;
    case "active":
      return flops?.active ?? null;
    case "executed":
      return flops?.executed ?? null;
    case "bytes":
      return bytes;
    case "memory":
      return peakBytes;
  }
}

export function pointsOf(axis: Axis, cells: readonly ShownCell[]): Point[] {
  const scale = scales[axis];
  return cells.flatMap(({ index, cell }) => {
    const x = valueOf(cell, axis);
    if (x === null || cell.top1 === null) return [];
    const { lowMs, highMs } = cell.latency ?? { lowMs: null, highMs: null };
    const { value, low, high } = cell.top1;
    return [
      {
        index,
        cell,
        x: x / scale,
        low: (axis === "latency" ? (lowMs ?? x) : x) / scale,
        high: (axis === "latency" ? (highMs ?? x) : x) / scale,
        accuracy: value * 100,
        accuracyLow: low * 100,
        accuracyHigh: high * 100,
        counts: objection(cell) === null,
      },
    ];
  });
}

/** Marks that are nearer than this cannot be told apart, in pixels. */
const nearest = 13;

/**
 * Strategies of one model that run alike and lie on each other are one mark, where the first of them
 * from the left lies.
 * @param placeOf in pixels
 */
export function folded(
  points: readonly Point[],
  placeOf: (point: Point) => readonly [x: number, y: number],
): Mark[] {
  const groups: Point[][] = [];
  for (const point of points.toSorted((a, b) => a.x - b.x)) {
    const near = groups.find(([first]) => {
      if (first === undefined || kindOf(first) !== kindOf(point)) return false;
      const [[x1, y1], [x2, y2]] = [placeOf(first), placeOf(point)];
      return Math.abs(x1 - x2) < nearest && Math.abs(y1 - y2) < nearest;
    });
    if (near === undefined) groups.push([point]);
    else near.push(point);
  }
  return groups.flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ ...first, members }];
  });
}

/** All but the strategy. */
function kindOf({ cell, counts }: Point): string {
  const { run, model, backend, precision, batch, threads, scenario, dataset, control } = cell;
  const sparse = isSparse(cell);
  return JSON.stringify([
    run,
    model,
    backend,
    precision,
    batch,
    threads,
    scenario,
    dataset,
    control,
    sparse,
    counts,
  ]);
}

/** Points that no other one beats in both ways, from left to right. */
export function frontier<P extends { readonly x: number; readonly accuracy: number }>(
  points: readonly P[],
): P[] {
  let best = -Infinity;
  return points
    .toSorted((a, b) => a.x - b.x || b.accuracy - a.accuracy)
    .filter(({ accuracy }) => {
      const better = accuracy > best;
      if (better) best = accuracy;
      return better;
    });
}
