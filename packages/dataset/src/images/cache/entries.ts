import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { ImageRecipe } from "@vmoe-bench/contracts";
import { readdir, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { FoundImages } from "../found.ts";
import { cacheVersion, infoFile } from "./decoded-set.ts";
import { cacheRoomError } from "../../errors/cache-errors.ts";

/** All that decides the bytes of decoded images. */
interface CacheKeyParts {
  readonly found: FoundImages;
  readonly recipe: ImageRecipe;
  readonly decoder: string;
  readonly skipCorrupt: boolean;
}

/** A hash of the recipe, and of each image's name, label, place, size and time of change. */
export function cacheKey({ found, recipe, decoder, skipCorrupt }: CacheKeyParts): string {
  const hash = createHash("sha256");
  const { root, splitFolder, classes } = found;
  hash.update(
    JSON.stringify([cacheVersion, recipe, decoder, skipCorrupt, root, splitFolder, classes]),
  );
  const shards = new Map<string, string>();
  for (const { name, label, source } of found.images) {
    const file =
      source.kind === "file" ? fileState(source.path) : remembered(shards, source.path, fileState);
    const part = source.kind === "part" ? `${source.offset} ${source.bytes}` : "";
    hash.update(`${name}\0${label}\0${file}\0${part}\n`);
  }
  return hash.digest("hex").slice(0, 40);
}

function fileState(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? "missing" : `${status.size} ${status.mtimeMs}`;
}

function remembered<K, V>(known: Map<K, V>, key: K, make: (key: K) => V): V {
  const value = known.get(key) ?? make(key);
  known.set(key, value);
  return value;
}

/** What all decoded images may take: 16 GB, twice ImageNet's validation images at 224 pixels. */
const defaultLimitBytes = 16e9;
/** Unfinished ones of a process that is gone, in ms. */
const abandonedMs = 24 * 3_600_000;

/** VMOE_BENCH_DECODED_GB, or 16 GB. */
export function cacheLimitBytes(env: NodeJS.ProcessEnv = process.env): number {
  const asked = Number(env["VMOE_BENCH_DECODED_GB"] ?? NaN);
  return asked > 0 ? asked * 1e9 : defaultLimitBytes;
}

interface Entry {
  readonly path: string;
  readonly bytes: number;
  /** When it was last used, in ms. */
  readonly usedMs: number;
  readonly finished: boolean;
}

interface RoomOptions {
  readonly limitBytes: number;
  /** Entries that the run reads as well: they stay. */
  readonly held: readonly string[];
  readonly now?: number;
}

/**
 * Removes the entries that were not used for longest until there is room for more.
 * @throws `cache-room` where the run's own alone are more than the limit, or the new ones more than
 *   the disk has
 */
export async function makeRoom(
  folder: string,
  bytes: number,
  { limitBytes, held, now = Date.now() }: RoomOptions,
): Promise<void> {
  const entries = await entriesOf(folder);
  const isHeld = ({ path }: Entry) => held.includes(path);
  const together = entries.filter(isHeld).reduce((sum, entry) => sum + entry.bytes, bytes);
  if (together > limitBytes) throw cacheRoomError(folder, together, limitBytes, "the limit");
  const stale = entries.filter((one) => !one.finished && now - one.usedMs > abandonedMs);
  const kept = entries
    .filter((one) => !stale.includes(one))
    .toSorted((a, b) => a.usedMs - b.usedMs);
  let total = kept.reduce((sum, entry) => sum + entry.bytes, 0);
  const removed = [...stale];
  for (const entry of kept) {
    if (total + bytes <= limitBytes) break;
    if (!entry.finished || isHeld(entry)) continue;
    removed.push(entry);
    total -= entry.bytes;
  }
  for (const { path } of removed) await rm(path, { recursive: true, force: true });
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) throw cacheRoomError(folder, bytes, bavail * bsize, "the disk");
}

async function entriesOf(folder: string): Promise<Entry[]> {
  const names = await readdir(folder);
  const entries = await Promise.all(names.map((name) => entryOf(join(folder, name))));
  return entries.filter((entry) => entry !== undefined);
}

/** Undefined where another process has just removed it. */
async function entryOf(path: string): Promise<Entry | undefined> {
  try {
    const files = await readdir(path);
    const states = await Promise.all(files.map((file) => stat(join(path, file))));
    const bytes = states.reduce((sum, { size }) => sum + size, 0);
    const finished = files.includes(infoFile);
    const used = finished ? await stat(join(path, infoFile)) : await stat(path);
    return { path, bytes, usedMs: used.mtimeMs, finished };
  } catch {
    return undefined;
  }
}
