import { KnownError, systemErrorCode } from "@vmoe-bench/contracts/errors";
import { stderrColours as colours } from "./print.ts";

/** Ended by Ctrl-C, SIGTERM or SIGHUP. */
export function interruptedError(message: string, remedy: string): KnownError {
  return new KnownError("interrupted", message, remedy, { exitCode: 1 });
}

/**
 * Says on stderr what went wrong and gives the exit code. A known cause, and what the system refuses,
 * is one sentence and its remedy; anything else is our bug, with its stack.
 */
export function reportFailure(error: unknown): 1 | 2 {
  if (error instanceof KnownError) {
    process.stderr.write(`${colours.red("error:")} ${error.message}\n       ${error.remedy}\n`);
    return error.exitCode;
  }
  const fault = systemFault(error);
  if (fault !== undefined) {
    process.stderr.write(`${colours.red("error:")} ${fault}\n`);
    return 1;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `${colours.red("This is a bug in vmoe-bench.")} Please report it with the lines below.\n${detail}\n`,
  );
  return 1;
}

const look = "Look at the path and its permissions.";
const room = "Free some space, or name a folder on another disk.";
const limits = "Look at the limits of this user (ulimit -a), or close other programs.";

/** What the system may refuse, wherever it is met, and what to do. */
const refusals: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  EACCES: ["permission is denied", look],
  EPERM: ["it is not permitted", look],
  EISDIR: ["it is a folder, and a file is wanted", look],
  ENOTDIR: ["a part of the path is a file", look],
  ELOOP: ["its links lead in a circle", look],
  ENAMETOOLONG: ["the name is too long", look],
  EROFS: ["the file system is read-only", "Name a folder that can be written."],
  ENOSPC: ["there is no space left on the disk", room],
  EDQUOT: ["there is no space left for this user", room],
  EFBIG: ["the file may not grow so large", limits],
  EMFILE: ["too many files are open", limits],
  ENFILE: ["too many files are open", limits],
  ENOMEM: ["there is too little memory", limits],
  EIO: ["the disk or the network behind it does not answer as it should", "Look at the disk."],
  ERR_FS_FILE_TOO_LARGE: ["a file is larger than can be read at once", "Name a smaller one."],
  ERR_STRING_TOO_LONG: ["a text is longer than can be read at once", "Name a smaller file."],
};

/**
 * What the system refused, in a sentence with a remedy, where nobody nearer to it has told: that is
 * hardly ever our bug.
 * @returns undefined for every other error
 */
export function systemFault(error: unknown): string | undefined {
  const code = systemErrorCode(error) ?? "";
  if (code === "ENOENT" && syscallOf(error) === "uv_cwd")
    return "The folder that this was started in is not there any more.\n       Go to one that is.";
  const refusal = refusals[code];
  if (refusal === undefined) return undefined;
  const [why, remedy] = refusal;
  return `${pathOf(error) ?? syscallOf(error) ?? "The system says"}: ${why} (${code}).\n       ${remedy}`;
}

function pathOf(error: unknown): string | undefined {
  return error instanceof Error && "path" in error && typeof error.path === "string"
    ? error.path
    : undefined;
}

function syscallOf(error: unknown): string | undefined {
  return error instanceof Error && "syscall" in error && typeof error.syscall === "string"
    ? error.syscall
    : undefined;
}
