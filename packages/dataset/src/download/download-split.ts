import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { makeFolder } from "@vmoe-bench/files";
import { extract } from "tar";
import { KnownError } from "@vmoe-bench/contracts";
import type { SplitName } from "../dataset.ts";
import { written } from "../errors/cache-errors.ts";
import { download, downloadAlteredError, type DownloadOptions } from "./download.ts";
import { readContent, sha256 } from "../read/content.ts";
import type { ContentFile, DatasetDefinition, Download } from "../sets/definition.ts";

/** A data set that can be fetched. */
type Fetched = DatasetDefinition & { readonly download: Download };

/**
 * Puts a split's files into the cache; from an archive, those of every split. Files are checked in
 * a folder beside and moved when whole, so a failure or an abort leaves no part behind.
 * @param cache folder that holds a folder for each data set
 * @returns the data set's folder
 * @throws `download-altered`, and what {@link download} throws
 */
export async function downloadSplit(
  definition: Fetched,
  split: SplitName,
  cache: string,
  options: DownloadOptions,
): Promise<string> {
  const folder = join(cache, definition.folder);
  await written(cache, makeFolder(cache));
  const part = await written(cache, mkdtemp(join(cache, ".part-")));
  try {
    const source = definition.download;
    if (source.kind === "archive")
      await fetchArchive(source, Object.values(definition.files).flat(), part, options);
    else
      for (const file of definition.files[split]) await fetchFile(source.base, file, part, options);
    options.signal?.throwIfAborted();
    await written(folder, makeFolder(folder));
    for (const name of await readdir(part))
      await written(folder, rename(join(part, name), join(folder, name)));
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return folder;
}

async function fetchFile(
  base: string,
  file: ContentFile,
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const name = `${file.name}.gz`;
  const url = `${base}${name}`;
  const path = join(folder, name);
  await download(url, path, file.bytes, options);
  if ((await contentHash(path, file.bytes, url)) !== file.sha256) throw downloadAlteredError(url);
}

/** The hash pins the content, so that another run of gzip over the same content is as good. */
async function contentHash(path: string, maxBytes: number, url: string): Promise<string> {
  try {
    return sha256((await readContent(path, maxBytes)).bytes);
  } catch (error) {
    throw error instanceof KnownError ? downloadAlteredError(url, { cause: error }) : error;
  }
}

async function fetchArchive(
  archive: Extract<Download, { kind: "archive" }>,
  files: readonly ContentFile[],
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const path = join(folder, "archive.tar.gz");
  if ((await download(archive.url, path, archive.maxBytes, options)) !== archive.sha256)
    throw downloadAlteredError(archive.url);
  const names = new Set(files.map(({ name }) => name));
  const wanted = (entry: string) => names.has(basename(entry));
  // `strip` takes off the archive's own folder.
  await written(folder, extract({ file: path, cwd: folder, strip: 1, filter: wanted }));
  await rm(path);
}
