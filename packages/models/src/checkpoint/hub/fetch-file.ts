import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import { fetchedPieces, type FetchFailures } from "@vmoe-bench/files";
import { KnownError } from "@vmoe-bench/contracts";

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Gets the bytes of each piece. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** What the hub says that a file is. */
export interface HubFile {
  readonly name: string;
  readonly bytes: number;
  /** The content's where the file is large (Git LFS), else that of Git's blob. */
  readonly hash: { readonly kind: "sha256" | "git-blob"; readonly hex: string };
}

/**
 * Writes a file and checks its size and hash. When it fails, a part stays behind.
 * @throws `hub-download`, the system's error, and the signal's reason when that aborts
 */
export async function fetchFile(
  url: string,
  target: string,
  { bytes, hash: wanted }: HubFile,
  options: FetchOptions,
): Promise<void> {
  const hash = hashOf(wanted.kind, bytes);
  let received = 0;
  const file = await open(target, "w");
  try {
    for await (const { bytes: piece } of fetchedPieces(url, failuresOf(url), options)) {
      received += piece.length;
      if (received > bytes)
        throw hubDownloadError(url, `more than the ${bytes} bytes came that it has`);
      hash.update(piece);
      await file.writeFile(piece);
      options.onBytes?.(piece.length);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (received !== bytes) throw hubDownloadError(url, `${received} of ${bytes} bytes came`);
  if (hash.digest("hex") !== wanted.hex)
    throw hubDownloadError(url, `what came has another ${wanted.kind} hash than the hub says`);
}

/** @throws `hub-download` for a text longer than `maxBytes`, too */
export async function fetchText(
  url: string,
  maxBytes: number,
  options: FetchOptions,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let received = 0;
  for await (const { bytes: piece } of fetchedPieces(url, failuresOf(url), options)) {
    received += piece.length;
    if (received > maxBytes) throw hubDownloadError(url, `more than ${maxBytes} bytes came`);
    parts.push(piece);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Git hashes a header with the size before the content. */
function hashOf(kind: HubFile["hash"]["kind"], bytes: number): Hash {
  if (kind === "sha256") return createHash("sha256");
  return createHash("sha1").update(`blob ${bytes}\0`);
}

function failuresOf(url: string): FetchFailures {
  return {
    stalled: (stallMs) => hubDownloadError(url, `nothing came for ${stallMs / 1_000} s`),
    refused: (status) => hubDownloadError(url, statusReason(status)),
    failed: (reason, cause) => hubDownloadError(url, reason, { cause }),
  };
}

function statusReason(status: number): string {
  if (status === 404) return "the hub does not have it (404)";
  if (status === 401 || status === 403)
    return `the hub does not give it to everybody, or does not have it (${status})`;
  return `the hub answered ${status}`;
}

/** The hub can't be reached, does not have the file, or sends another one. */
export function hubDownloadError(url: string, reason: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "hub-download",
    `The download of ${url} failed: ${reason}.`,
    "Look at the name and the network and try again, or download the files another way and name their folder.",
    options,
  );
}
