import { chmod, readdir, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import {
  bootId,
  isRunning,
  makeFolder,
  processPlace,
  startOfProcess,
  systemCause,
  userName,
  whyNotWritten,
} from "@vmoe-bench/files";
import { z } from "zod";
import { tmpdir } from "node:os";
import { safeName } from "./run-files.ts";

/** A process that keeps this machine busy, as its file in the folder of locks says. */
const holderSchema = z.object({
  pid: z.int().positive(),
  since: z.iso.datetime(),
  /** When the process started, as the system counts it, after the id of that boot; null where it does not say. */
  started: z.string().nullable(),
  /** The folder that it writes into. */
  folder: z.string(),
  /** Absent in files of earlier versions. */
  user: z.string().optional(),
  place: z.object({ host: z.string(), namespace: z.string() }).optional(),
});
export type Holder = z.output<typeof holderSchema>;

export function thisProcess(folder: string): Holder {
  const started = startOfProcess(process.pid);
  const [user, place] = [userName(), processPlace()];
  return { pid: process.pid, since: new Date().toISOString(), started, folder, user, place };
}

/** A file that says that this machine is busy. */
export type HeldFile =
  | { readonly kind: "running"; readonly path: string; readonly holder: Holder }
  /** Another container of this machine has it: whether its process lives can't be seen from here. */
  | { readonly kind: "out-of-sight"; readonly path: string; readonly holder: Holder }
  /** Another user keeps it for himself. */
  | { readonly kind: "unreadable"; readonly path: string; readonly uid: number };

export const trainingKind = "training";

/** @param device that measures itself; null for this machine */
export function lockKind(device: string | null): string {
  return device === null ? "this-machine" : `device-${safeName(device)}`;
}

/**
 * What holds a kind of file, "kind.…". Files of processes that are dead, and what is no such file, are
 * removed, but for another user's, which say nothing any more.
 */
export async function holdersIn(folder: string, kind: string): Promise<HeldFile[]> {
  const names = await readdir(folder).catch(() => []);
  const holders: HeldFile[] = [];
  for (const file of names.filter((name) => name.startsWith(`${kind}.`))) {
    // It is not there as a whole yet.
    if (file.endsWith(".partial")) continue;
    const path = join(folder, file);
    const held = await heldFile(path);
    if (held === "left-behind") await rm(path, { force: true }).catch(() => undefined);
    else if (held !== "of-another-machine") holders.push(held);
  }
  return holders;
}

async function heldFile(path: string): Promise<HeldFile | "left-behind" | "of-another-machine"> {
  const text = await readFile(path, "utf8").catch(systemErrorCode);
  if (text === "EACCES") return unreadable(path);
  const holder = holderOf(text ?? "");
  if (holder === undefined) return "left-behind";
  const { pid, started, place = processPlace() } = holder;
  const here = processPlace();
  const [boot] = started?.split(" ") ?? [];
  if (boot !== undefined && bootId() !== null && boot !== bootId())
    return place.host === here.host ? "left-behind" : "of-another-machine";
  if (place.host !== here.host || place.namespace !== here.namespace)
    return { kind: "out-of-sight", path, holder };
  return isLive(pid, started) ? { kind: "running", path, holder } : "left-behind";
}

async function unreadable(path: string): Promise<HeldFile | "left-behind"> {
  const entry = await stat(path).catch(() => undefined);
  return entry === undefined ? "left-behind" : { kind: "unreadable", path, uid: entry.uid };
}

function holderOf(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A process of its number that started at another time is another process. */
function isLive(pid: number, started: string | null): boolean {
  if (!isRunning(pid)) return false;
  const now = startOfProcess(pid);
  return started === null || now === null || started === now;
}

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
