import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";
import { holdersIn, lockKind, thisProcess, trainingKind, type Holder } from "./holder.ts";
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
  const path = join(locks, `${trainingKind}.${process.pid}`);
  const own = thisProcess(folder);
  await onLock(path, () => writeFileWhole(path, JSON.stringify(own)));
  return () => rm(path, { force: true });
}

/** The processes that train on this machine now. */
export async function trainingsHere(locks = locksFolder()): Promise<Holder[]> {
  return (await holdersIn(locks, trainingKind)).map(({ holder }) => holder);
}

/** The run that measures on this machine now. */
export async function runHere(locks = locksFolder()): Promise<Holder | undefined> {
  return (await holdersIn(locks, lockKind(null)))[0]?.holder;
}
