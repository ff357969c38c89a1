import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { whyNotWritten } from "./write-file-whole.ts";
import { isRunning, processPlace, startOfProcess } from "./process-identity.ts";

/** A folder in the system's temporary one that goes with this process. */
export interface TemporaryFolder {
  readonly path: string;
  /** A second call does nothing. */
  remove(): void;
}

const kept = new Set<string>();
let isWatched = false;
/** A folder of another machine or container, whose processes we can't ask for, is kept so long. */
const abandonedMs = 7 * 24 * 3_600_000;
/** vmoe-bench-PURPOSE-PID-START-PLACE-RANDOM */
const ours = /^vmoe-bench-[a-z]+-(\d+)-([0-9a-f]{8})-([0-9a-f]{8})-\w{6}$/;

function temporaryFolderError(cause: unknown): KnownError {
  const why = systemErrorCode(cause) === "ENOENT" ? "it is not there" : whyNotWritten(cause);
  return new KnownError(
    "temporary-folder",
    `The folder for temporary files, ${tmpdir()}, can't be written: ${why}.`,
    "Make it, or set TMPDIR to a folder that can be written.",
    { cause },
  );
}

/**
 * Makes a folder that bears this process's name, by which {@link sweepTemporaryFolders} knows whether
 * it was left behind. What still lies there when this process exits is removed then.
 * @param purpose one word
 * @throws `temporary-folder`
 */
export function temporaryFolder(purpose: string): TemporaryFolder {
  const whose = [process.pid, startName(process.pid), placeName()].join("-");
  const path = made(join(tmpdir(), `vmoe-bench-${purpose}-${whose}-`));
  if (!isWatched) process.on("exit", removeAll);
  isWatched = true;
  kept.add(path);
  return {
    path,
    remove: () => {
      if (kept.delete(path)) discard(path);
    },
  };
}

function made(start: string): string {
  try {
    return mkdtempSync(start);
  } catch (error) {
    throw temporaryFolderError(error);
  }
}

/** Removes the folders of {@link temporaryFolder} whose process is gone. */
export function sweepTemporaryFolders(): void {
  for (const name of namesIn(tmpdir())) {
    const [, pid, start, place] = ours.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(tmpdir(), name);
    const isLeft =
      place === placeName()
        ? !isRunning(Number(pid)) || startName(Number(pid)) !== start
        : Date.now() - changedMs(path) > abandonedMs;
    if (isLeft) discard(path);
  }
}

function removeAll(): void {
  for (const path of kept) discard(path);
  kept.clear();
}

/** Another user's folder, or one that a dying browser writes into, stays for the next sweep. */
function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  } catch {
    return;
  }
}

/** Process numbers mean nothing on another host or in another container that shares the folder. */
function placeName(): string {
  const { host, namespace } = processPlace();
  return shortHash(`${host} ${namespace}`);
}

function startName(pid: number): string {
  return shortHash(startOfProcess(pid) ?? "");
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function changedMs(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return Date.now();
  }
}
