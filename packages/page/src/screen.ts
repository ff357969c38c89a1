/** Hidden pages may be held to one timer a minute, which is often enough, too. */
const sayEveryMs = 30_000;

/**
 * Resolves when the page is in front, or the signal aborts.
 * @param onWaiting called now and then until that
 */
export function untilVisible(signal: AbortSignal, onWaiting: () => void): Promise<void> {
  if (document.visibilityState === "visible" || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setInterval(onWaiting, sayEveryMs);
    const done = () => {
      if (document.visibilityState !== "visible" && !signal.aborted) return;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    document.addEventListener("visibilitychange", done);
    signal.addEventListener("abort", done);
  });
}

/** Keeps the screen on while blocks run, where the browser can. A hidden page loses it. */
export class WakeLock {
  readonly #tell: (awake: boolean) => void;
  #sentinel: WakeLockSentinel | undefined;

  constructor(tell: (awake: boolean) => void) {
    this.#tell = tell;
  }

  async hold(): Promise<void> {
    if (this.#sentinel !== undefined && !this.#sentinel.released) return;
    // Older browsers lack it, and lib.dom says that it is there.
    const lock: Navigator["wakeLock"] | undefined = navigator.wakeLock;
    try {
      this.#sentinel = await lock?.request("screen");
    } catch {
      // Refused when the battery is low: the page tells what to do anyway.
      this.#sentinel = undefined;
    }
    this.#sentinel?.addEventListener("release", () => this.#tell(false));
    this.#tell(this.#sentinel !== undefined);
  }

  release(): void {
    void this.#sentinel?.release().catch(() => undefined);
    this.#sentinel = undefined;
  }
}
