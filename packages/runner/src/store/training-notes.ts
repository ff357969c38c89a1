import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileWhole, writePublicly } from "@vmoe-bench/files";
import {
  holdersIn,
  lockKind,
  thisProcess,
  trainingKind,
  type HeldFile,
  type Holder,
} from "./holder.ts";
import { locksFolder, makeLocksFolder, onLock } from "./locks-folder.ts";

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
