import { InterruptedError } from "./failure.ts";

/**
 * Runs long work that Ctrl-C (or SIGTERM) ends cleanly; a second Ctrl-C ends it at once.
 * @param remedy what to do after it was ended
 * @throws InterruptedError when the work was interrupted and threw because of it
 */
export async function withInterrupt<T>(
  remedy: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const interrupted = () => new InterruptedError("Stopped before the end.", remedy);
  const stop = () => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(interrupted());
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? interrupted() : error;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
