import { KnownError, systemErrorCode, type Unavailable } from "@vmoe-bench/contracts";
import { whyNotWritten } from "@vmoe-bench/files";
import { unwritableFolderError } from "./errors.ts";
import type { Source } from "./source.ts";

export interface Failure {
  readonly source: Source;
  readonly error: KnownError;
}

/** The user's disk, not our bug; ENOENT where a folder can't be made, as below /proc. */
const diskCodes = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "ENOTDIR", "EEXIST"]);

/** Every way and why it is closed; the remedies of the later ways, which need less, come first. */
export function noSourceLeft(failures: readonly Failure[]): Unavailable {
  const reasons = failures.map(({ source, error }) => `${source.name}: ${error.message}`);
  const remedies = failures.map(({ error }) => error.remedy).toReversed();
  return {
    available: false,
    reason: `tfjs-node's native part can't be had. By ${reasons.join(" By ")}`,
    remedy: [...new Set(remedies)].join(" Or: "),
  };
}

/**
 * What stopped set-up before any source could be tried.
 * @throws what was thrown, if it is neither a known cause nor the disk's
 */
export function unavailableFrom(error: unknown, cache: string): Unavailable {
  if (error instanceof KnownError)
    return { available: false, reason: error.message, remedy: error.remedy };
  const code = systemErrorCode(error);
  if (code === undefined || !(diskCodes.has(code) || isUnmadeFolder(error))) throw error;
  const path = error instanceof Error && "path" in error ? error.path : undefined;
  return unavailableFrom(
    unwritableFolderError(typeof path === "string" ? path : cache, whyNotWritten(error)),
    cache,
  );
}

function isUnmadeFolder(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "mkdir";
}
