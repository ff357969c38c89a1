import { armKey, type BlockPlan } from "@vmoe-bench/contracts";

/** Guessed for a kind of block of which none has ended yet, in ms. */
const startMs = 2_000;
const accuracyMs = 8_000;
const otherMs = 1_000;

/** Says how long the blocks that are left will take, from how long their like took. */
export class TimeLeft {
  readonly #took = new Map<string, number[]>();

  ended(block: BlockPlan, ms: number): void {
    for (const key of keysOf(block)) {
      const times = this.#took.get(key);
      if (times === undefined) this.#took.set(key, [ms]);
      else times.push(ms);
    }
  }

  /** In ms. */
  of(blocks: readonly BlockPlan[]): number {
    return blocks.reduce((sum, block) => sum + this.#expected(block), 0);
  }

  /** From the same arm, else from blocks of the same kind, else from what was asked. */
  #expected(block: BlockPlan): number {
    for (const key of keysOf(block)) {
      const times = this.#took.get(key);
      if (times !== undefined) return times.reduce((a, b) => a + b, 0) / times.length;
    }
    const { task } = block;
    if (task.kind === "latency") return startMs + task.minMs;
    return startMs + (task.kind === "accuracy" ? accuracyMs : otherMs);
  }
}

function keysOf({ task, arm }: BlockPlan): string[] {
  return [`${task.kind} ${armKey(arm)}`, task.kind];
}
