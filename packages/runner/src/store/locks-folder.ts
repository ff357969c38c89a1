import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import { systemCause, whyNotWritten, makeFolder } from "@vmoe-bench/files";

function locksNotWritableError(path: string, cause: unknown): KnownError {
  return new KnownError(
    "locks-not-writable",
    `${path} can't be written, which says that this machine is measured: ${whyNotWritten(cause)}.`,
    "Remove it as its owner, or name another folder for such files in VMOE_BENCH_LOCKS.",
    { cause },
  );
}

/** Does what may fail on a lock and gives a failure its name. */
export async function onLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw locksNotWritableError(path, systemCause(error));
  }
}

/** Shared by all users of the machine, whatever they write results into. An empty variable is none. */
export function locksFolder(): string {
  return resolve(process.env["VMOE_BENCH_LOCKS"] || join(tmpdir(), "vmoe-bench-locks"));
}

/** Makes it where it is missing: everybody may add to it, and remove only what is theirs. */
export async function makeLocksFolder(folder: string): Promise<void> {
  const made = await onLock(folder, () => makeFolder(folder));
  if (made !== undefined) await onLock(folder, () => chmod(folder, 0o1777));
}
