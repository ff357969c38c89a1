interface Held<T> {
  readonly loading: Promise<T>;
  /** Predictions that use it now. */
  users: number;
}

export interface HeldExpertsOptions<T> {
  load(expert: number): Promise<T>;
  release(resource: T): Promise<void>;
  /** Held at most at once; null for no limit. */
  readonly cap: number | null;
}

/**
 * What each expert needs in memory, loaded when it is first used. Over the cap, the one that was not
 * used for longest is released before another is loaded. A load that fails is forgotten, so that the
 * next use tries again; two uses at once share one load.
 */
export class HeldExperts<T> {
  readonly #options: HeldExpertsOptions<T>;
  /** Least recently used first. */
  readonly #held = new Map<number, Held<T>>();
  readonly #waiting: (() => void)[] = [];

  constructor(options: HeldExpertsOptions<T>) {
    this.#options = options;
  }

  get experts(): number[] {
    return [...this.#held.keys()];
  }

  /** Runs `work` with what the expert needs, which is not released before it ends. */
  async use<R>(expert: number, work: (resource: T) => Promise<R>): Promise<R> {
    const held = await this.#take(expert);
    try {
      return await work(await held.loading);
    } finally {
      held.users -= 1;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    const all = [...this.#held.values()];
    this.#held.clear();
    const loaded = await Promise.allSettled(all.map(({ loading }) => loading));
    for (const result of loaded)
      if (result.status === "fulfilled") await this.#options.release(result.value);
  }

  /** Marked as used before anything else can happen. */
  async #take(expert: number): Promise<Held<T>> {
    const { cap } = this.#options;
    for (;;) {
      const known = this.#held.get(expert);
      if (known !== undefined) {
        this.#held.delete(expert);
        this.#held.set(expert, known);
        known.users += 1;
        return known;
      }
      if (cap === null || this.#held.size < cap) return this.#add(expert);
      await this.#makeRoom();
    }
  }

  #add(expert: number): Held<T> {
    const held: Held<T> = { loading: this.#options.load(expert), users: 1 };
    this.#held.set(expert, held);
    held.loading.catch(() => {
      if (this.#held.get(expert) === held) this.#held.delete(expert);
    });
    return held;
  }

  async #makeRoom(): Promise<void> {
    const idle = [...this.#held].find(([, { users }]) => users === 0);
    if (idle === undefined) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      return;
    }
    const [expert, { loading }] = idle;
    this.#held.delete(expert);
    await this.#options.release(await loading);
  }
}
