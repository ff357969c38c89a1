import { readFileSync } from "node:fs";
import { systemErrorCode } from "@vmoe-bench/contracts";

/**
 * When a process started, as the system counts it: clock ticks from the boot, field 22 of
 * proc_pid_stat(5), counted from behind the name, which may have spaces and brackets; with the boot's
 * id, as ticks begin anew.
 * @returns null where the system does not say
 */
export function startOfProcess(pid: number): string | null {
  const stat = textOf(`/proc/${pid}/stat`);
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  if (ticks === undefined) return null;
  return `${textOf("/proc/sys/kernel/random/boot_id").trim()} ${ticks}`;
}

/** Signal 0 only asks; a process of another user may not be asked, and is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
