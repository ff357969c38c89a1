/** Index of the largest value of a row, the first of equals. */
export function top1(values: Float32Array, row: number, width: number): number {
  let best = 0;
  let largest = -Infinity;
  for (let i = 0; i < width; i += 1) {
    const value = values[row * width + i] ?? NaN;
    if (value > largest) {
      largest = value;
      best = i;
    }
  }
  return best;
}

/** Rows whose largest value is where the label says. */
export function countTop1(values: Float32Array, width: number, labels: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < labels.length; i += 1) if (top1(values, i, width) === labels[i]) right += 1;
  return right;
}
