import { readFileSync, readlinkSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { systemErrorCode } from "@vmoe-bench/contracts";

/** Where process numbers mean what they mean here: another container or host that shares a folder has its own. */
export interface ProcessPlace {
  readonly host: string;
  /** What its process numbers count in; "" where the system has one for all. */
  readonly namespace: string;
}

export function processPlace(): ProcessPlace {
  return { host: hostname(), namespace: linkOf("/proc/self/ns/pid") };
}

/** A container's user may have no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `${process.getuid?.() ?? "unknown"}`;
  }
}

/** Which start of a machine this is; null where the system does not say. */
export function bootId(): string | null {
  return textOf("/proc/sys/kernel/random/boot_id").trim() || null;
}

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
  return `${bootId() ?? ""} ${ticks}`;
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

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
