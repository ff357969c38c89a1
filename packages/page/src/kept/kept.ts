import { missingFileError, UnreachableFileError } from "@vmoe-bench/backend/prepared";
import { messageOf, type ModelFiles } from "@vmoe-bench/contracts";
import { backoffMs, giveUpMs, type Patience, byClock } from "../client/reconnection.ts";

const cacheName = "vmoe-bench";
/** More files than one version of this project has; then all are forgotten. */
const most = 200;

/**
 * A file that is named by its hash, from what this page has kept, or loaded once and kept. Browsers
 * keep nothing by themselves of a server whose certificate they do not know, which is how phones open
 * this page.
 * @param key URL that has the hash in it
 * @returns the file; not kept where the browser has no room for it
 * @throws what `load` throws
 */
export async function kept(key: string, load: () => Promise<Blob>): Promise<Blob> {
  // Absent in pages that came neither over HTTPS nor from this machine.
  const cache = await globalThis.caches?.open(cacheName).catch(() => undefined);
  const known = await cache?.match(key);
  if (known !== undefined) return known.blob();
  const blob = await load();
  if (cache !== undefined) await keep(cache, key, blob).catch(() => undefined);
  return blob;
}

async function keep(cache: Cache, key: string, blob: Blob): Promise<void> {
  const before = await cache.keys();
  if (before.length >= most) await Promise.all(before.map((request) => cache.delete(request)));
  await cache.put(key, new Response(blob, { headers: { "content-type": blob.type } }));
}

/**
 * A URL in this page's memory of a file that is downloaded once.
 * @param url of a file whose name has its hash
 * @throws UnreachableFileError
 */
export async function keptUrl(url: string): Promise<string> {
  return URL.createObjectURL(await kept(url, () => downloaded(url)));
}

/**
 * A whole file, over lost connections.
 * @throws UnreachableFileError
 */
export function downloaded(url: string): Promise<Blob> {
  return onceReachable(() => download(url));
}

async function download(url: string): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(url);
    if (response.ok) return await response.blob();
  } catch (error) {
    throw new UnreachableFileError(url, messageOf(error), { cause: error });
  }
  throw new UnreachableFileError(url, `the server answered ${response.status}`);
}

/**
 * A prepared model's files, each downloaded once: by its SHA-256, whatever its model is called.
 * @param base URL of the page, with the slash at the end
 */
export function keptFiles(files: ModelFiles, base: string): ModelFiles {
  let bytesRead = 0;
  return {
    manifest: files.manifest,
    get bytesRead() {
      return bytesRead;
    },
    async read(name) {
      const listed = files.manifest.files.find((file) => file.name === name);
      if (listed === undefined) throw missingFileError(name);
      const key = new URL(`kept/${listed.sha256}`, base).href;
      const load = () => onceReachable(() => files.read(name));
      const blob = await kept(key, async () => new Blob([new Uint8Array(await load())]));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      bytesRead += bytes.length;
      return bytes;
    },
  };
}

/**
 * Loads, and again while the network is cut, as often and as long as the page's socket is tried. What
 * the server refuses is not asked for again.
 * @throws what `load` throws
 */
export async function onceReachable<T>(
  load: () => Promise<T>,
  { wait, now }: Patience = byClock,
): Promise<T> {
  const started = now();
  for (let attempt = 0; ; attempt++)
    try {
      return await load();
    } catch (error) {
      if (!isCut(error) || now() - started > giveUpMs) throw error;
      await wait(backoffMs(attempt));
    }
}

/** Whether no answer came, or not all of one. */
function isCut(error: unknown): boolean {
  return error instanceof UnreachableFileError && error.cause !== undefined;
}
