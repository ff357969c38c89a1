import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { cachePlace, temporaryFolder } from "@vmoe-bench/files";
import { tmpdir } from "node:os";
import { gigabytes, type Machine } from "../machine/machine.ts";
import type { Finding } from "./facts.ts";

/** TensorFlow's wheel and its libraries while they are unpacked. */
const wantedBytes = 2e9;
const elsewhere = "set VMOE_BENCH_CACHE to a folder";

/** The disk that the cache is on, and whether it may be written. */
export async function examineDisk(machine: Machine): Promise<Finding> {
  const name = "Disk";
  const { folder: cache, because } = cachePlace(machine.env);
  const folder = await nearestExisting(cache);
  const free = await machine.freeBytes(folder);
  const warning = (detail: string, remedy: string): Finding => ({
    name,
    status: "warning",
    detail,
    remedy,
  });
  if (!(await mayWrite(folder)))
    return warning(
      `${folder} can't be written, and the cache would be in ${cache}`,
      `Give this user the right to, or ${elsewhere} of its own.`,
    );
  const detail = `${gigabytes(free)} free in ${folder}`;
  if (free < wantedBytes)
    return warning(detail, `Free some space, or ${elsewhere} on another disk.`);
  if (because === "no home")
    return warning(
      `${detail}; there is no home folder, so the cache is in ${cache}, which may be emptied`,
      `Set HOME, or ${elsewhere} that lasts.`,
    );
  return { name, status: "ok", detail };
}

/** A folder that may not be looked into counts as there. */
async function nearestExisting(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const code = systemErrorCode(error);
    const isMissing = code === "ENOENT" || code === "ENOTDIR" || code === "EACCES";
    if (!isMissing || dirname(folder) === folder) throw error;
    return nearestExisting(dirname(folder));
  }
}

async function mayWrite(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** A browser's profile, and the prepared files of a run's models. */
const wantedTemporaryBytes = 5e8;

/** The folder that a run keeps models and browsers' profiles in while it measures. */
export async function examineTemporary(machine: Machine): Promise<Finding> {
  const name = "Temporary folder";
  const folder = tmpdir();
  try {
    temporaryFolder("doctor").remove();
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return { name, status: "missing", detail: error.message, remedy: error.remedy };
  }
  const free = await machine.freeBytes(folder);
  const detail = `${gigabytes(free)} free in ${folder}`;
  if (free >= wantedTemporaryBytes) return { name, status: "ok", detail };
  return {
    name,
    status: "warning",
    detail,
    remedy: "Free some space, or set TMPDIR to a folder on another disk.",
  };
}
