import { createHash } from "node:crypto";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "@vmoe-bench/files";
import {
  corruptImagesError,
  noGoodImagesError,
  type CorruptImage,
} from "../../errors/image-errors.ts";
import { written } from "../../errors/cache-errors.ts";
import { type Decoder, inOrder } from "../decode/decoder.ts";
import type { FoundImages } from "../found.ts";
import type { ImageRecipe } from "@vmoe-bench/contracts";
import {
  cacheVersion,
  type DecodedSet,
  imagesFile,
  infoFile,
  labelsFile,
  namesFile,
} from "./decoded-set.ts";

export interface WriteOptions {
  readonly name: string;
  readonly split: DecodedSet["split"];
  readonly recipe: ImageRecipe;
  readonly decoderVersion: string;
  readonly skipCorrupt: boolean;
  /** Images that are wanted, from the first that can be used. */
  readonly wanted: number;
  readonly signal: AbortSignal | undefined;
  /** Told after each image: how many are done, of how many. */
  readonly onProgress: ((done: number, total: number) => void) | undefined;
}

/** Corrupt images that are looked for before giving up, and that are named in the cache. */
const mostNamed = 1_000;
/** Written at once, in bytes: the system's calls cost more than the copy. */
const chunkBytes = 4 * 2 ** 20;

/**
 * Decodes images into a folder, which is there whole or not at all.
 * @throws `corrupt-images`, `no-good-images`, `cache-write`, and the signal's reason
 */
export async function writeDecoded(
  folder: string,
  found: FoundImages,
  decoder: Decoder,
  options: WriteOptions,
): Promise<void> {
  const partial = `${folder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await written(partial, makeFolder(partial));
  try {
    const { labels, names, skipped, sha256 } = await decodeInto(partial, found, decoder, options);
    const { name, split, recipe, decoderVersion } = options;
    const namesText = JSON.stringify(names);
    await written(partial, writeFile(join(partial, namesFile), namesText));
    const info: DecodedSet = {
      version: cacheVersion,
      name,
      split,
      count: labels.length,
      classes: found.classes === null ? null : [...found.classes],
      recipe,
      decoder: decoderVersion,
      root: found.root,
      layout: found.layout,
      found: found.images.length,
      skipped: skipped.slice(0, mostNamed),
      skippedCount: skipped.length,
      sha256,
      namesSha256: createHash("sha256").update(namesText).digest("hex"),
    };
    await written(partial, writeFile(join(partial, infoFile), JSON.stringify(info)));
    // Another process may have been faster; its images are the same.
    await rename(partial, folder).catch(() => rm(partial, { recursive: true }));
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function decodeInto(
  folder: string,
  found: FoundImages,
  decoder: Decoder,
  { recipe, skipCorrupt, wanted, signal, onProgress }: WriteOptions,
) {
  const pixelsHash = createHash("sha256");
  const labels: number[] = [];
  const names: string[] = [];
  const skipped: CorruptImage[] = [];
  const total = Math.min(wanted, found.images.length);
  const path = join(folder, imagesFile);
  const file = await written(path, open(path, "w"));
  let chunk: Uint8Array[] = [];
  let chunked = 0;
  const flush = async (): Promise<void> => {
    await written(path, file.writeFile(Buffer.concat(chunk)));
    [chunk, chunked] = [[], 0];
  };
  try {
    const decoded = inOrder(found.images, 4 * decoder.parallel, async ({ source }) =>
      decoder.decode(source, recipe),
    );
    for await (const { item, result } of decoded) {
      signal?.throwIfAborted();
      if ("problem" in result) skipped.push({ name: item.name, problem: result.problem });
      else if (labels.length < wanted) {
        labels.push(item.label);
        names.push(item.name);
        pixelsHash.update(result.pixels);
        chunk.push(result.pixels);
        chunked += result.pixels.length;
        if (chunked >= chunkBytes) await flush();
      }
      onProgress?.(Math.min(labels.length + skipped.length, total), total);
      if (!skipCorrupt && skipped.length >= mostNamed) break;
      if (labels.length + (skipCorrupt ? 0 : skipped.length) >= wanted) break;
    }
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  if (labels.length === 0) throw noGoodImagesError(found.root, skipped);
  if (skipped.length > 0 && !skipCorrupt)
    throw corruptImagesError(found.root, skipped, labels.length + skipped.length);
  const labelBytes = new Uint8Array(4 * labels.length);
  const view = new DataView(labelBytes.buffer);
  for (const [i, label] of labels.entries()) view.setUint32(4 * i, label, true);
  const labelPath = join(folder, labelsFile);
  await written(labelPath, writeFile(labelPath, labelBytes));
  const sha256 = createHash("sha256").update(labelBytes).update(pixelsHash.digest()).digest("hex");
  return { labels, names, skipped, sha256 };
}
