import { readFileSync } from "node:fs";

/** How often it is looked whether npm is still there, in ms. */
const lookEveryMs = 500;

/**
 * Calls back once when the npm that started this process has gone. npx passes a signal on to its
 * shell, which leaves its child to itself (dash), and one that is killed passes on nothing. Linux only.
 * @returns ends the watch
 */
export function onNpmGone(gone: () => void): () => void {
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
