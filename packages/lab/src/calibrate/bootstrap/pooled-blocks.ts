import { sortedAscending } from "@vmoe-bench/measure";

/**
 * The samples of several blocks, made ready to read the quantile of any multiset of the blocks in
 * O(blocks · log samples), without gathering its samples: the samples of all blocks in ascending
 * order, and for each position how many of each block lie at or before it.
 */
export class PooledBlocks {
  readonly #values: Float64Array;
  /** [samples, blocks] */
  readonly #countsTo: Uint32Array;
  readonly #sizes: readonly number[];

  /** @param blocks none of them empty */
  constructor(blocks: readonly (readonly number[])[]) {
    this.#sizes = blocks.map((block) => block.length);
    const total = this.#sizes.reduce((a, b) => a + b, 0);
    this.#values = new Float64Array(total);
    this.#countsTo = new Uint32Array(total * blocks.length);
    const sorted = blocks.map((block) => sortedAscending(block));
    const taken = new Uint32Array(blocks.length);
    for (let position = 0; position < total; position++) {
      let least = Infinity;
      let from = 0;
      sorted.forEach((block, b) => {
        const head = block[taken[b] ?? 0];
        if (head !== undefined && head < least) [least, from] = [head, b];
      });
      taken[from] = (taken[from] ?? 0) + 1;
      this.#values[position] = least;
      this.#countsTo.set(taken, position * blocks.length);
    }
  }

  /** Samples in the multiset that holds block b `times[b]` times. */
  size(times: readonly number[]): number {
    return times.reduce((sum, n, b) => sum + n * (this.#sizes[b] ?? 0), 0);
  }

  /** The smallest sample with at least `rank` of the multiset's samples at or below it; rank ≥ 1. */
  atRank(rank: number, times: readonly number[]): number {
    let low = 0;
    let high = this.#values.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      let count = 0;
      const row = middle * times.length;
      for (let b = 0; b < times.length; b++)
        count += (times[b] ?? 0) * (this.#countsTo[row + b] ?? 0);
      if (count >= rank) high = middle;
      else low = middle + 1;
    }
    return this.#values[low] ?? NaN;
  }
}
