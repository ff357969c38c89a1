import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunning, startOfProcess } from "@vmoe-bench/files";
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

export function thisProcess(folder: string): Holder {
  const started = startOfProcess(process.pid);
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
    if (holder !== undefined && isLive(holder)) found.push({ file, holder });
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
function isLive({ pid, started }: Holder): boolean {
  if (!isRunning(pid)) return false;
  const now = startOfProcess(pid);
  return started === null || now === null || started === now;
}
