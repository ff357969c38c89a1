import { KnownError, systemErrorCode } from "@vmoe-bench/contracts/errors";

/** Faults of the place that a user named, whatever we did with it. */
const faults: Readonly<Record<string, string>> = {
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "its file system is read-only",
  EISDIR: "it is a folder, where a file is wanted",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ENOSPC: "there is no space left on the disk",
  EDQUOT: "there is no space left for you on the disk",
  EIO: "its disk gives errors",
};

/** What the system says of a path, as a cause that is known; undefined for any other error. */
export function systemFault(error: unknown): KnownError | undefined {
  if (!(error instanceof Error) || error instanceof KnownError) return undefined;
  const what = faults[systemErrorCode(error) ?? ""];
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  if (what === undefined || path === undefined) return undefined;
  return new KnownError(
    "system-fault",
    `${path} can't be used: ${what}.`,
    "Mend that, or name another place.",
    { cause: error },
  );
}
