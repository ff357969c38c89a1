import { armKey, type BlockPlan } from "@vmoe-bench/contracts";

/** Guessed for a block until its measuring begins, in ms: a process or a page, a load, a warm-up. */
const startMs = 1_500;
/** Guessed for a kind of block of which none has ended yet, in ms. */
const accuracyMs = 3_000;
const otherMs = 500;
/** Of how many of the latest blocks the next one is expected to be: machines get slower in the middle. */
const latest = 3;

/** Says how long the blocks that are left will take, from how long their like took. */
export class TimeLeft {
  readonly #took = new Map<string, readonly number[]>();

  ended(block: BlockPlan, ms: number): void {
    for (const key of keysOf(block))
      this.#took.set(key, [...(this.#took.get(key) ?? []), ms].slice(-latest));
  }

  /** In ms. */
  of(blocks: readonly BlockPlan[]): number {
    return blocks.reduce((sum, block) => sum + this.#expected(block), 0);
  }

  /** From the same arm, else from its backend, else from blocks of the same kind, else from what was asked. */
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
  return [`${task.kind} ${armKey(arm)}`, `${task.kind} ${arm.backend}`, task.kind];
}
