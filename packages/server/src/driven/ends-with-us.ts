import { spawn, type ChildProcess } from "node:child_process";

/** Waits until nobody holds the other end of its stdin any more, ends a process group, removes folders. */
const waitAndKill = 'read -r _; kill -s KILL -- "-$1"; shift; [ $# -eq 0 ] || rm -rf -- "$@"';

/**
 * Has a program end when this process does, even one that is killed: then nobody is left to do it, so
 * a shell waits for the pipe to this process to close.
 * @param program leads a process group of its own; on Windows nothing is done
 * @param folders that it would have removed at its end
 */
export function endsWithUs(program: ChildProcess, folders: readonly string[] = []): void {
  if (process.platform === "win32" || program.pid === undefined) return;
  const watch = spawn("/bin/sh", ["-c", waitAndKill, "sh", String(program.pid), ...folders], {
    // What a terminal sends to all of us is not for it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // A system without a shell: the browser lives on, as it would have.
  watch.once("error", () => undefined);
  watch.unref();
  // Its number may be another program's, once it is gone.
  program.once("exit", () => watch.kill("SIGKILL"));
}
