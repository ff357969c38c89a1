import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { FoundImages } from "../found.ts";
import type { ImageRecipe } from "@vmoe-bench/contracts";
import { cacheVersion } from "./decoded-set.ts";

/** All that decides the bytes of decoded images. */
export interface CacheKeyParts {
  readonly found: FoundImages;
  readonly recipe: ImageRecipe;
  readonly decoder: string;
  readonly skipCorrupt: boolean;
}

/** Of the recipe, and of each image's name, label, place, size and time of change. */
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
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "missing" : `${found.size} ${found.mtimeMs}`;
}

function remembered<K, V>(known: Map<K, V>, key: K, make: (key: K) => V): V {
  const value = known.get(key) ?? make(key);
  known.set(key, value);
  return value;
}
