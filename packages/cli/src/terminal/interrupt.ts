import { sweepTemporaryFolders } from "@vmoe-bench/files";
import { readFileSync } from "node:fs";
import { interruptedError, reportFailure } from "./failure.ts";

/** Ctrl-C, `kill`, and a closed terminal. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Two signals that come together are one: npx passes on a Ctrl-C that its child has got from the
 * terminal already, and a closed terminal may send two.
 */
const togetherMs = 500;

/**
 * Runs long work that a signal ends cleanly, and so does the end of the npx that started it; another
 * signal, later than {@link togetherMs}, ends it at once. First it removes what an earlier process left that was killed.
 * @param remedy what to do after it was ended
 * @throws `interrupted` when the work was interrupted and threw because of it
 */
export async function withInterrupt<T>(
  remedy: string | (() => string),
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  sweepTemporaryFolders();
  const controller = new AbortController();
  const interrupted = () =>
    interruptedError("Stopped before the end.", typeof remedy === "string" ? remedy : remedy());
  let firstAt: number | undefined;
  const end = () => {
    firstAt ??= performance.now();
    if (!controller.signal.aborted) controller.abort(interrupted());
  };
  const stop = () => {
    if (firstAt !== undefined && performance.now() - firstAt > togetherMs)
      process.exit(reportFailure(interrupted()));
    end();
  };
  for (const signal of signals) process.on(signal, stop);
  const unwatch = onNpmGone(end);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? interrupted() : error;
  } finally {
    unwatch();
    // A second signal on the heels of the first is still none that ends the process without a word.
    if (!controller.signal.aborted) for (const signal of signals) process.off(signal, stop);
  }
}

/** How often it is looked whether npm is still there, in ms. */
const lookEveryMs = 500;

/**
 * Calls back once when the npm that started this process has gone. npx passes a signal on to its
 * shell, which leaves its child to itself (dash), and one that is killed passes on nothing. Linux only.
 * @returns ends the watch
 */
function onNpmGone(gone: () => void): () => void {
  const npm = npmAbove();
  if (npm === undefined) return () => undefined;
  const timer = setInterval(() => {
    if (npmAbove() === npm) return;
    clearInterval(timer);
    gone();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** The process of npm that started this one, itself or by a shell of its own. */
function npmAbove(): number | undefined {
  const parent = processOf(process.ppid);
  if (parent?.name === "sh" && parent.parent > 1) return npmOf(parent.parent);
  return npmOf(process.ppid);
}

function npmOf(pid: number): number | undefined {
  return processOf(pid)?.isNpm === true ? pid : undefined;
}

/** What Linux says of a process. */
function processOf(pid: number) {
  try {
    const [, name = "", parent] =
      /\((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "latin1")) ?? [];
    const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
    // npm calls itself "npm exec …" or "npm run …".
    return { name, parent: Number(parent), isNpm: command.startsWith("npm ") };
  } catch {
    return undefined;
  }
}
