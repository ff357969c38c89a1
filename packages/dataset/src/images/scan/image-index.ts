import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { listFolder, stemOf } from "./walk.ts";
import { pathOutsideError } from "../../errors/label-errors.ts";

/** What lies in a folder, by its name in one Unicode form. */
interface Names {
  readonly folders: ReadonlyMap<string, string>;
  /** Also by the name without its extension; null where several images have that. */
  readonly images: ReadonlyMap<string, string | null>;
}

/**
 * Images below a folder, to be found by the names that label files give them: as they are, in another
 * Unicode form (macOS takes an é apart), or without their extension.
 */
export class ImageIndex {
  readonly #known: ReadonlySet<string>;
  readonly #listings = new Map<string, Names>();

  /** @param known images that are known to lie there: a look at the disk for each takes long */
  constructor(
    readonly folder: string,
    known: readonly string[] = [],
  ) {
    this.#known = new Set(known);
  }

  /**
   * @param name below the folder
   * @returns its name on the disk, or undefined where it is not there
   */
  find(name: string): string | undefined {
    if (this.#known.has(name) || existsSync(join(this.folder, name))) return name;
    const parts = name.split("/");
    const file = parts.pop() ?? "";
    let below = "";
    for (const part of parts) {
      const folder = this.#listing(below).folders.get(part.normalize("NFC"));
      if (folder === undefined) return undefined;
      below += `${folder}/`;
    }
    const image = this.#listing(below).images.get(file.normalize("NFC"));
    return image === undefined || image === null ? undefined : `${below}${image}`;
  }

  /** The first of several names that is there. */
  findFirst(names: readonly string[]): string | undefined {
    for (const name of names) {
      const found = this.find(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #listing(below: string): Names {
    const known = this.#listings.get(below) ?? namesIn(join(this.folder, below));
    this.#listings.set(below, known);
    return known;
  }
}

function namesIn(folder: string): Names {
  const listing = listFolder(folder);
  const images = new Map<string, string | null>();
  for (const name of listing.images) {
    const stem = stemOf(name).normalize("NFC");
    images.set(stem, images.has(stem) ? null : name);
  }
  for (const name of listing.images) images.set(name.normalize("NFC"), name);
  const folders = new Map(listing.folders.map((name) => [name.normalize("NFC"), name]));
  return { folders, images };
}

/**
 * A relative path as it came from a file, with forward slashes and without "./" and "..".
 * @param source what names it, for the message
 * @throws `path-outside`
 */
export function pathInside(source: string, name: string): string {
  const slashed = name.replaceAll("\\", "/");
  const parts = posix
    .normalize(slashed)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const outside =
    slashed.startsWith("/") ||
    /^[a-z]:/i.test(slashed) ||
    name.includes("\0") ||
    parts.length === 0;
  if (outside || parts.includes("..")) throw pathOutsideError(source, name);
  return parts.join("/");
}
