import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { linkLoopError, noImageSourceError, scanLimitError } from "../../errors/scan-errors.ts";
import { limits } from "../found.ts";

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
    const listing = listFolder(at);
    others += listing.others.length;
    const path = (name: string) => (below === "" ? name : `${below}/${name}`);
    for (const name of listing.images) images.push(path(name));
    for (const name of listing.others)
      if (unreadFormatOf(name) !== undefined) unread.push(path(name));
    if (images.length > limits.images)
      throw scanLimitError(folder, `${limits.images.toLocaleString("en")} images`);
    for (const name of listing.folders) visit(path(name), [...above, real]);
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

/** What systems and tools leave beside data, in small letters. */
const leftovers = new Set([
  "__macosx",
  "__pycache__",
  "@eadir",
  "#recycle",
  "#snapshot",
  "@recycle",
  "@recently-snapshot",
  "@tmp",
  "$recycle.bin",
  "system volume information",
  "lost+found",
]);

/** Names of files and folders that are no part of a data set; "._x.jpg" is what macOS keeps beside x.jpg. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || leftovers.has(name.toLowerCase());
}

const extensions = /\.(?:jpe?g|jpe|jfif|pjpe?g|png|webp|avif)$/i;

/** Formats of pictures that are not read, by the extensions of their files. */
const unreadFormats: readonly (readonly [format: string, extensions: RegExp])[] = [
  ["TIFF", /\.tiff?$/i],
  ["BMP", /\.(?:bmp|dib)$/i],
  ["GIF", /\.gif$/i],
  ["HEIC", /\.hei[cf]$/i],
  ["JPEG XL", /\.jxl$/i],
  ["JPEG 2000", /\.(?:jp2|j2k|jpx)$/i],
  ["Netpbm", /\.p[bgpn]m$/i],
  ["ICO", /\.ico$/i],
  ["camera raw", /\.(?:dng|cr[23]|nef|arw|orf|rw2)$/i],
];

/** By its name. */
export function isImageName(name: string): boolean {
  return extensions.test(name);
}

/** "TIFF" for a picture in a format that is not read, by its name. */
export function unreadFormatOf(name: string): string | undefined {
  return unreadFormats.find(([, ends]) => ends.test(name))?.[0];
}

/** "3 TIFF and 1 BMP": of names that {@link unreadFormatOf} knows. */
export function unreadCounts(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const format = unreadFormatOf(name);
    if (format !== undefined) counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  return [...counts].map(([format, count]) => `${count} ${format}`).join(" and ");
}

/** A name without the extension of an image. */
export function stemOf(name: string): string {
  return name.replace(extensions, "");
}

/** Order of names: by UTF-16 units, so that it is the same on every machine. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
