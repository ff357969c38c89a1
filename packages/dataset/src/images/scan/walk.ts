import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { join, sep } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { linkLoopError, noImageSourceError, scanLimitError } from "../../errors/scan-errors.ts";
import { limits } from "../limits.ts";
import { isIgnored } from "./ignored.ts";
import { byName, isImageName, unreadFormatOf } from "./image-name.ts";

/** What lies directly in a folder, by name. {@link isIgnored} names are passed over. */
export interface Listing {
  readonly folders: readonly string[];
  readonly images: readonly string[];
  readonly others: readonly string[];
}

/**
 * Links are followed, as data sets are often made of them.
 * @throws `no-image-source`, `link-loop` for a link to itself
 */
export function listFolder(folder: string): Listing {
  const folders: string[] = [];
  const images: string[] = [];
  const others: string[] = [];
  for (const entry of entriesOf(folder)) {
    const { name } = entry;
    if (isIgnored(name)) continue;
    if (isFolder(folder, entry)) folders.push(name);
    else (isImageName(name) ? images : others).push(name);
  }
  return {
    folders: folders.toSorted(byName),
    images: images.toSorted(byName),
    others: others.toSorted(byName),
  };
}

export interface Walked {
  /** Paths below the folder, with forward slashes, in order. */
  readonly images: readonly string[];
  readonly others: number;
  /** Pictures in formats that are not read. */
  readonly unread: readonly string[];
}

/**
 * All images below a folder.
 * @throws `link-loop`, `scan-limit`, `no-image-source`
 */
export function imagesBelow(folder: string): Walked {
  const images: string[] = [];
  const unread: string[] = [];
  let others = 0;
  const visit = (below: string, above: readonly string[]): void => {
    const at = join(folder, below);
    const real = realpathSync(at);
    if (above.some((one) => one === real || one.startsWith(real + sep))) throw linkLoopError(at);
    if (above.length >= limits.folderDepth)
      throw scanLimitError(folder, `${limits.folderDepth} folders inside each other`);
    const found = listFolder(at);
    others += found.others.length;
    const path = (name: string) => (below === "" ? name : `${below}/${name}`);
    for (const name of found.images) images.push(path(name));
    for (const name of found.others)
      if (unreadFormatOf(name) !== undefined) unread.push(path(name));
    if (images.length > limits.images)
      throw scanLimitError(folder, `${limits.images.toLocaleString("en")} images`);
    for (const name of found.folders) visit(path(name), [...above, real]);
  };
  visit("", []);
  return { images, others, unread };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw noImageSourceError(folder, systemErrorCode(error) ?? "unreadable");
  }
}

function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return statSync(join(folder, entry.name)).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === "ELOOP") throw linkLoopError(join(folder, entry.name));
    // A link to nowhere: as an image, it will be counted as one that can't be read.
    return false;
  }
}
