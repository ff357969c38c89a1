import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "@vmoe-bench/files";
import type { SplitName } from "../dataset.ts";
import { tooFewImagesError, written } from "../errors/cache-errors.ts";
import { surroundings } from "../open/surroundings.ts";
import { shuffled } from "../select/order.ts";
import {
  type DecodedImages,
  infoFile,
  readDecoded,
  requireUnchanged,
  touchDecoded,
} from "./cache/decoded-set.ts";
import { cacheKey, cacheLimitBytes, makeRoom } from "./cache/entries.ts";
import { writeDecoded } from "./cache/write-decoded.ts";
import { type Decoder, loadDecoder } from "./decode/decoder.ts";
import type { FoundImages } from "./found.ts";
import type { ImageRecipe } from "@vmoe-bench/contracts";

export interface OpenImagesOptions {
  /** What records call the data set. */
  readonly name: string;
  readonly split: SplitName;
  readonly recipe: ImageRecipe;
  /** Leave out what can't be decoded, and count it; otherwise that is an error. */
  readonly skipCorrupt: boolean;
  /** Images that are wanted; all when absent. */
  readonly count?: number | undefined;
  /** Folder of the cache; the usual one when absent. */
  readonly cache?: string | undefined;
  readonly limitBytes?: number | undefined;
  /** Folders of decoded images that the run has open already: they stay, and are known to be whole. */
  readonly held?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The order is the same for every model and run. */
const orderSeed = 2021;

/**
 * Images in an order that a fixed seed decides, so that the first n are a fair sample of all classes.
 */
function inFairOrder(found: FoundImages): FoundImages {
  const images = [...shuffled(found.images.length, orderSeed)].flatMap(
    (i) => found.images[i] ?? [],
  );
  return { ...found, images };
}

/**
 * Images as model input: from the cache, once they are known to be what was put there, or decoded
 * into it.
 * @param startDecoder called where something has to be decoded
 * @throws `corrupt-images`, `no-good-images`, `too-few-images`, `cache-room`, `cache-write`,
 *   BrokenDecodedError, `no-decoder`
 */
export async function openImages(
  source: FoundImages,
  startDecoder: () => Decoder,
  options: OpenImagesOptions,
): Promise<DecodedImages> {
  const { name, split, recipe, skipCorrupt, held = [], signal, onProgress } = options;
  const all = inFairOrder(source);
  const wanted = options.count ?? all.images.length;
  if (wanted > all.images.length) throw tooFewImagesError(all.root, wanted, all.images.length);
  const chosen = skipCorrupt ? all : { ...all, images: all.images.slice(0, wanted) };
  const { decoderVersion } = await loadDecoder();
  const cache = options.cache ?? join(surroundings().cache, "decoded");
  await written(cache, makeFolder(cache));
  const key = cacheKey({ found: chosen, recipe, decoder: decoderVersion, skipCorrupt });
  const folder = join(cache, skipCorrupt ? `${key}-${wanted}` : key);
  const isDecoded = existsSync(join(folder, infoFile));
  if (!isDecoded) {
    const bytes = wanted * (recipe.channels * recipe.size ** 2 + 4);
    const limitBytes = options.limitBytes ?? cacheLimitBytes();
    await makeRoom(cache, bytes, { limitBytes, held: [...held, ...sourceFolders(chosen)] });
    const decoder = startDecoder();
    try {
      const write = {
        name,
        split,
        recipe,
        decoderVersion,
        skipCorrupt,
        wanted,
        signal,
        onProgress,
      };
      await writeDecoded(folder, chosen, decoder, write);
    } finally {
      await decoder.close();
    }
  }
  touchDecoded(folder);
  const decoded = readDecoded(folder);
  if (isDecoded && !held.includes(folder)) await requireUnchanged(decoded, signal);
  if (options.count !== undefined && decoded.about.count < options.count)
    throw tooFewImagesError(all.root, options.count, decoded.about.count);
  return decoded;
}

/** The folders of shards; unpacked ones lie in the cache, too. */
function sourceFolders({ images }: FoundImages): Set<string> {
  return new Set(
    images.flatMap(({ source }) => (source.kind === "part" ? [dirname(source.path)] : [])),
  );
}
