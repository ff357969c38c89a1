import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KnownError } from "@vmoe-bench/contracts";
import { userName, writeFileWhole, writePublicly } from "@vmoe-bench/files";
import {
  type HeldFile,
  type Holder,
  holdersIn,
  lockKind,
  locksFolder,
  makeLocksFolder,
  onLock,
  thisProcess,
  trainingKind,
} from "./holder.ts";

/** Another run measures there: both would measure each other. */
function deviceBusyError(device: string | null, held: HeldFile): KnownError {
  const where = device === null ? "on this machine" : `on "${device}"`;
  const [message, remedy] = busyTexts(where, held);
  return new KnownError("device-busy", message, remedy, { exitCode: 1 });
}

function busyTexts(where: string, held: HeldFile): [message: string, remedy: string] {
  const both = "two runs at once would measure each other";
  if (held.kind === "unreadable")
    return [
      `A run of the user ${held.uid} may be measuring ${where}: its file ${held.path} can't be read, and ${both}.`,
      "Wait for it to end. Where it has ended, that user or root can remove the file.",
    ];
  const { pid, since, folder, user, place } = held.holder;
  const measuring = `has been measuring ${where} since ${since}, into ${folder}`;
  if (held.kind === "out-of-sight")
    return [
      `Process ${pid} of another container or host, ${place?.host ?? "unknown"}, ${measuring}; whether it still does can't be seen from here, and ${both}.`,
      `Wait for it to end, or stop it there. Where it is gone, remove ${held.path}.`,
    ];
  const whose = user === undefined || user === userName() ? undefined : user;
  return [
    `Process ${pid}${whose === undefined ? "" : ` of ${whose}`} ${measuring}; ${both}.`,
    whose === undefined
      ? `Wait for it to end, or stop it: kill ${pid}.`
      : `Wait for it to end, or ask ${whose} to stop it.`,
  ];
}

interface LockRequest {
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
 * later one sees both. Files of processes that are dead are removed; one of another container or user
 * that can't be judged from here holds, and is named.
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
    await onLock(path, () => writeFileWhole(path, JSON.stringify(own), writePublicly));
    const other = (await holdersIn(locks, kind)).find((one) => one.path !== path);
    if (other === undefined) return released(path);
    await rm(path, { force: true });
    if (left === 0 || !isNew(other)) throw deviceBusyError(device, other);
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

function isNew(held: HeldFile): boolean {
  if (held.kind === "unreadable") return false;
  return Math.abs(Date.now() - Date.parse(held.holder.since)) < tries * stepBackMs;
}

/**
 * Says that this process trains, for as long as it lives: a run beside it measures it, too.
 * @param folder that it writes into
 * @returns takes it back
 */
export async function noteTraining(
  folder: string,
  locks = locksFolder(),
): Promise<() => Promise<void>> {
  await makeLocksFolder(locks);
  const path = join(locks, `${trainingKind}.${process.pid}-${randomUUID()}`);
  const own = thisProcess(folder);
  await onLock(path, () => writeFileWhole(path, JSON.stringify(own), writePublicly));
  return () => rm(path, { force: true });
}

/** The processes that train on this machine now. */
export async function trainingsHere(locks = locksFolder()): Promise<Holder[]> {
  return (await holdersIn(locks, trainingKind)).flatMap(holderOf);
}

/** The run that measures on this machine now. */
export async function runHere(locks = locksFolder()): Promise<Holder | undefined> {
  return (await holdersIn(locks, lockKind(null))).flatMap(holderOf)[0];
}

function holderOf(held: HeldFile): Holder[] {
  return held.kind === "unreadable" ? [] : [held.holder];
}
