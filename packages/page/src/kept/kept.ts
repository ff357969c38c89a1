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
  const found = await cache?.match(key);
  if (found !== undefined) return found.blob();
  const blob = await load();
  if (cache !== undefined) await keep(cache, key, blob).catch(() => undefined);
  return blob;
}

async function keep(cache: Cache, key: string, blob: Blob): Promise<void> {
  const before = await cache.keys();
  if (before.length >= most) await Promise.all(before.map((request) => cache.delete(request)));
  await cache.put(key, new Response(blob, { headers: { "content-type": blob.type } }));
}
