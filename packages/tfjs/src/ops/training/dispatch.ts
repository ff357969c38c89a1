import { gather, type Tensor, tensor1d } from "@tensorflow/tfjs-core";

/** Which rows go to which expert: an image's or a token's k choices are k assignments. */
export interface Dispatch {
  /** The assignments' positions in the routing, expert after expert, each expert's in their order. */
  readonly order: Int32Array;
  /** The row that each assignment of `order` belongs to: its position / k. */
  readonly rows: Int32Array;
  /** Where an assignment of the routing stands in `order`. */
  readonly places: Int32Array;
  /** [E]: assignments of each expert. */
  readonly counts: number[];
}

/** The same with as much room for each expert as the busiest needs, so that all run as one block. */
interface PaddedDispatch {
  /** [E·most]: the assignment's position in the routing in each slot; R·k in an empty one. */
  readonly order: Int32Array;
  /** [E·most]: the row that each slot's assignment belongs to; any row in an empty one. */
  readonly rows: Int32Array;
  /** The slot of each assignment of the routing. */
  readonly places: Int32Array;
  /** Slots of each expert. */
  readonly most: number;
}

export function padded({ order, rows, counts }: Dispatch): PaddedDispatch {
  const most = Math.max(...counts);
  const slots = {
    order: new Int32Array(counts.length * most).fill(order.length),
    rows: new Int32Array(counts.length * most),
    places: new Int32Array(order.length),
  };
  let start = 0;
  for (const [expert, count] of counts.entries()) {
    slots.order.set(order.subarray(start, start + count), expert * most);
    slots.rows.set(rows.subarray(start, start + count), expert * most);
    for (let i = 0; i < count; i += 1) slots.places[order[start + i] ?? 0] = expert * most + i;
    start += count;
  }
  return { ...slots, most };
}

/** @param choices [R,k], flat */
export function dispatchOf(choices: ArrayLike<number>, k: number, experts: number): Dispatch {
  const counts = Array.from({ length: experts }, () => 0);
  for (let i = 0; i < choices.length; i += 1)
    counts[choices[i] ?? 0] = (counts[choices[i] ?? 0] ?? 0) + 1;
  let start = 0;
  const next = counts.map((count) => (start += count) - count);
  const order = new Int32Array(choices.length);
  const places = new Int32Array(choices.length);
  for (let i = 0; i < choices.length; i += 1) {
    const expert = choices[i] ?? 0;
    const place = next[expert] ?? 0;
    next[expert] = place + 1;
    places[i] = place;
    order[place] = i;
  }
  return { order, rows: order.map((position) => Math.floor(position / k)), places, counts };
}

/** Rows of a tensor by their positions. */
export function pick(from: Tensor, positions: Int32Array): Tensor {
  return gather(from, tensor1d(positions, "int32"));
}
