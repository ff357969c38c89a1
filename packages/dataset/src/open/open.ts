import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatasetInfo, Split, SplitName } from "../dataset.ts";
import type { DownloadProgress } from "../download/download.ts";
import { downloadSplit } from "../download/download-split.ts";
import {
  AlteredFileError,
  datasetNotFoundError,
  imagesFolderError,
  missingFileError,
} from "../errors/file-errors.ts";
import { readContent, sha256 } from "../read/content.ts";
import { datasetNames, definitionOf } from "../sets/catalogue.ts";
import type { ContentFile, DatasetDefinition, LoadFile } from "../sets/definition.ts";
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
  return folderWithAny(folders, definition.files[split]) ?? null;
}

/** Whether the name of a data set is a path to images. */
export function isImagesPath(name: string): boolean {
  return name.includes("/") || name.includes("\\");
}

/**
 * Where image files are to be read from; undefined for data sets that have a name.
 * @param dir the folder of a data set that has a name, or images to take in place of it
 * @throws `images-folder`
 */
export async function imagesPath(
  { name, split }: { readonly name: string; readonly split: SplitName },
  dir: string | undefined,
): Promise<string | undefined> {
  if (!datasetNames().includes(name)) {
    if (dir !== undefined) return dir;
    if (isImagesPath(name)) return name;
    // A slip in a name is told by what opens it.
    if (!/-\d+px/.test(name)) return undefined;
    throw imagesFolderError(name);
  }
  if (dir === undefined) return undefined;
  return (await locateDataset(name, { split, dir })) === null ? dir : undefined;
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
  const folder = folderWithAny(folders, files);
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
    const path = storedPath(folder, file);
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

/**
 * Folders that may hold a split, most wanted first. A folder that the user gives is the only one,
 * so that it is never passed over in silence.
 */
function candidateFolders(
  definition: DatasetDefinition,
  split: SplitName,
  dir: string | undefined,
  { data, cache }: Surroundings,
): string[] {
  const { folder, installed } = definition;
  if (dir !== undefined) return [dir, join(dir, folder)];
  const own = data === undefined ? [] : [join(data, folder), data];
  return [...own, ...installed[split], join(cache, folder)];
}

/** The first folder that has any of the files, plain or gzipped. */
function folderWithAny(
  folders: readonly string[],
  files: readonly ContentFile[],
): string | undefined {
  return folders.find((folder) => files.some((file) => storedPath(folder, file) !== undefined));
}

/** Path of the file, or of its gzipped form, or undefined. */
function storedPath(folder: string, { name }: ContentFile): string | undefined {
  return [join(folder, name), join(folder, `${name}.gz`)].find((path) => existsSync(path));
}
