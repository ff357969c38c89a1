import { createHash } from "node:crypto";
import type { DatasetInfo, Split, SplitName } from "../dataset.ts";
import type { DownloadProgress } from "../download/download.ts";
import { downloadSplit } from "../download/download-split.ts";
import { AlteredFileError, datasetNotFoundError, missingFileError } from "../errors/file-errors.ts";
import { readContent } from "../read/content.ts";
import { sha256 } from "../read/sha256.ts";
import { definitionOf } from "../sets/catalogue.ts";
import type { DatasetDefinition, LoadFile } from "../sets/definition.ts";
import { candidateFolders, folderWithAny, storedPath } from "./folder.ts";
import { surroundings, type Surroundings } from "./surroundings.ts";

export interface OpenOptions {
  readonly split: SplitName;
  /** The only folder to look in, or one that holds the data set's folder. */
  readonly dir?: string | undefined;
  /** Download what is in none of the usual places. False when absent. Not used with `dir`. */
  readonly allowDownload?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * Reads a split whole and checks it. Rejects with the signal's reason when that aborts.
 * @throws `unknown-name`, `dataset-not-found`, and one KnownError for each way in which a file
 *   or a download can be bad
 */
export function openDataset(name: string, options: OpenOptions): Promise<Split> {
  return openDefined(definitionOf(name), options, surroundings());
}

/**
 * Where a split would be read from, or null where it is not at hand.
 * @throws `unknown-name`
 */
export async function locateDataset(
  name: string,
  { split, dir }: Pick<OpenOptions, "split" | "dir">,
): Promise<string | null> {
  const definition = definitionOf(name);
  const folders = candidateFolders(definition, split, dir, surroundings());
  return (await folderWithAny(folders, definition.files[split])) ?? null;
}

export async function openDefined(
  definition: DatasetDefinition,
  options: OpenOptions,
  places: Surroundings,
): Promise<Split> {
  options.signal?.throwIfAborted();
  const { info } = definition;
  const { split } = options;
  const folder = await folderOf(definition, options, places);
  const loaded = fileLoader(folder, options.signal);
  const { labels, coarseLabels, pixels } = await definition.decode(split, loaded.load);
  return {
    info,
    split,
    count: labels.length,
    labels,
    ...(coarseLabels === undefined ? {} : { coarseLabels }),
    images: imagesOf(info, labels.length, pixels),
    sha256: loaded.check(),
    folder,
  };
}

async function folderOf(
  definition: DatasetDefinition,
  options: OpenOptions,
  places: Surroundings,
): Promise<string> {
  const { info, remedy } = definition;
  const { split, dir } = options;
  const files = definition.files[split];
  const folders = candidateFolders(definition, split, dir, places);
  const folder = await folderWithAny(folders, files);
  if (folder !== undefined) return folder;
  if (dir !== undefined && files.length > 0)
    throw missingFileError(
      dir,
      files.map(({ name }) => name),
    );
  const { download } = definition;
  if (options.allowDownload === true && download !== null)
    return downloadSplit({ ...definition, download }, split, places.cache, options);
  throw datasetNotFoundError(info.title, split, folders, remedy);
}

/** Loads files and remembers their hashes, to be checked after their form, which says more. */
function fileLoader(folder: string, signal: AbortSignal | undefined) {
  const whole = createHash("sha256");
  const pinned: { path: string; expected: string; found: string }[] = [];
  const load: LoadFile = async (file) => {
    const path = await storedPath(folder, file);
    if (path === undefined) throw missingFileError(folder, [file.name]);
    const content = await readContent(path, file.bytes, signal);
    whole.update(content.bytes);
    if (file.sha256 !== undefined)
      pinned.push({ path, expected: file.sha256, found: sha256(content.bytes) });
    return content;
  };
  /** SHA-256 of all that was loaded. */
  const check = (): string => {
    for (const { path, expected, found } of pinned)
      if (found !== expected) throw new AlteredFileError(path, expected, found);
    return whole.digest("hex");
  };
  return { load, check };
}

function imagesOf({ channels, height, width }: DatasetInfo, count: number, pixels: Uint8Array) {
  return { count, channels, height, width, pixels };
}
