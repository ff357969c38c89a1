import { tmpdir } from "node:os";
import { KnownError } from "@vmoe-bench/contracts";
import { temporaryFolder } from "@vmoe-bench/files";
import { gigabytes } from "../gigabytes.ts";
import type { Machine } from "../machine/machine.ts";
import type { Finding } from "./finding.ts";

/** A browser's profile, and the prepared files of a run's models. */
const wantedBytes = 5e8;

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
  if (free >= wantedBytes) return { name, status: "ok", detail };
  return {
    name,
    status: "warning",
    detail,
    remedy: "Free some space, or set TMPDIR to a folder on another disk.",
  };
}
