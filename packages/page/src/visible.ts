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
