import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KnownError } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { holdersIn, lockKind, thisProcess, type Holder } from "./holder.ts";
import { locksFolder, makeLocksFolder, onLock } from "./locks-folder.ts";

/** Another run measures there: both would measure each other. */
function deviceBusyError(device: string | null, { pid, since, folder }: Holder): KnownError {
  const where = device === null ? "on this machine" : `on "${device}"`;
  return new KnownError(
    "device-busy",
    `Process ${pid} has been measuring ${where} since ${since}, into ${folder}; two runs at once would measure each other.`,
    "Wait for it to end, or stop it.",
    { exitCode: 1 },
  );
}

export interface LockRequest {
  /** A device that measures itself, as a phone, by its id; null for this machine. */
  readonly device: string | null;
  /** Where the records go: others are told. */
  readonly folder: string;
  /** Where locks lie; that of all users unless told. */
  readonly locks?: string;
}

/** Two that begin at one moment see each other, and both step back; one is first at the next try. */
const tries = 6;
const stepBackMs = 200;

/**
 * Takes this machine, or a device that measures itself, for this process, wherever its records go.
 * Each process says so in a file of its own, and looks for others' afterwards: of two, at least the
 * later one sees both. Files of processes that are dead, or that can't be read, are removed.
 * @returns gives it back
 * @throws `device-busy`, `locks-not-writable`
 */
export async function lockDevice(request: LockRequest): Promise<() => Promise<void>> {
  const { device, folder, locks = locksFolder() } = request;
  await makeLocksFolder(locks);
  const kind = lockKind(device);
  for (let left = tries; ; left--) {
    const own = thisProcess(folder);
    const file = `${kind}.${process.pid}-${randomUUID()}`;
    const path = join(locks, file);
    await onLock(path, () => writeFileWhole(path, JSON.stringify(own)));
    const other = (await holdersIn(locks, kind)).find((one) => one.file !== file);
    if (other === undefined) return released(path);
    await rm(path, { force: true });
    if (left === 0 || !isNew(other.holder)) throw deviceBusyError(device, other.holder);
    await sleep(Math.random() * stepBackMs);
  }
}

/** A second Ctrl-C ends the process at once: then the file goes as it exits. */
function released(path: string): () => Promise<void> {
  const onExit = () => rmSync(path, { force: true });
  process.once("exit", onExit);
  return async () => {
    process.off("exit", onExit);
    await rm(path, { force: true });
  };
}

function isNew({ since }: Holder): boolean {
  return Math.abs(Date.now() - Date.parse(since)) < tries * stepBackMs;
}
