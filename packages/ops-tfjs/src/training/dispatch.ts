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
