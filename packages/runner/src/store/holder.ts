import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { z } from "zod";
import { safeName } from "./names.ts";

/** A process that keeps this machine busy, as its file in the folder of locks says. */
const holderSchema = z.strictObject({
  pid: z.int().positive(),
  since: z.iso.datetime(),
  /** When the process started, as the system counts it; null where it does not say. */
  started: z.string().nullable(),
  /** The folder that it writes into. */
  folder: z.string(),
});
export type Holder = z.output<typeof holderSchema>;

export async function thisProcess(folder: string): Promise<Holder> {
  const started = await startOf(process.pid);
  return { pid: process.pid, since: new Date().toISOString(), started, folder };
}

export interface HeldFile {
  readonly file: string;
  readonly holder: Holder;
}

export const trainingKind = "training";

/** @param device that measures itself; null for this machine */
export function lockKind(device: string | null): string {
  return device === null ? "this-machine" : `device-${safeName(device)}`;
}

/**
 * The processes that live and hold a kind of file, "kind.…"; files of others are removed, but for those
 * of another user, which say nothing any more.
 */
export async function holdersIn(folder: string, kind: string): Promise<HeldFile[]> {
  const names = await readdir(folder).catch(() => []);
  const found: HeldFile[] = [];
  for (const file of names.filter((name) => name.startsWith(`${kind}.`))) {
    // It is not there as a whole yet.
    if (file.endsWith(".partial")) continue;
    const path = join(folder, file);
    const holder = await holderIn(path);
    if (holder !== undefined && (await isLive(holder))) found.push({ file, holder });
    else await rm(path, { force: true }).catch(() => undefined);
  }
  return found;
}

/** Undefined where there is no such file, or one that can't be read as a holder's. */
async function holderIn(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whether it lives. A process of its number that started at another time is another process. */
async function isLive({ pid, started }: Holder): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const now = await startOf(pid);
  return started === null || now === null || started === now;
}

/**
 * Clock ticks from the boot to the start of a process: field 22 of proc_pid_stat(5), counted from
 * behind the name, which may have spaces and brackets. With the boot's id, as ticks begin anew.
 */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  if (ticks === undefined) return null;
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${boot.trim()} ${ticks}`;
}

/** Signal 0 only asks; a process of another user may not be asked, and is alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}
