import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  KnownError,
  checkJson,
  preparedManifestSchema,
  splitBytes,
  splitFiles,
} from "@vmoe-bench/contracts";
import { readSplitInfo } from "@vmoe-bench/dataset";

/** A page holds all of a split in memory. */
const mostPageBytes = 1e9;

export interface ServedFile {
  readonly folder: string;
  /** Below the folder, with slashes. */
  readonly name: string;
  /** Its content's, in hex. */
  readonly sha256: string;
  /** Whether its address names its content, so that what was fetched once is never asked for again. */
  readonly immutable: boolean;
}

/**
 * All that is served, by its exact path: what is not listed does not exist, however a path is
 * written. Symbolic links are not listed.
 */
export class ServedFiles {
  readonly #files = new Map<string, ServedFile>();

  get(path: string): ServedFile | undefined {
    return this.#files.get(path);
  }

  /**
   * The page's bundle, at the root; `index.html` also as `/`.
   * @throws `page-not-built`
   */
  addPage(folder: string): void {
    for (const name of filesBelow(folder)) {
      const file = { folder, name, sha256: hashOf(join(folder, name)), immutable: isHashed(name) };
      this.#files.set(`/${name}`, file);
      if (name === "index.html") this.#files.set("/", file);
    }
    if (!this.#files.has("/")) throw pageNotBuiltError(folder);
  }

  /**
   * A prepared model's folder, under an address that names its content.
   * @returns the address, which ends in a slash
   * @throws `no-prepared-model`
   */
  addModel(folder: string): string {
    const listed = hashesInManifest(folder);
    const files = filesBelow(folder).map((name) => ({
      folder,
      name,
      sha256: listed.get(name) ?? hashOf(join(folder, name)),
      immutable: true,
    }));
    const whole = createHash("sha256");
    for (const { name, sha256 } of files) whole.update(`${name} ${sha256}\n`);
    const base = `/models/${whole.digest("hex")}/`;
    for (const file of files) this.#files.set(`${base}${file.name}`, file);
    return base;
  }

  /**
   * A split's folder. What its address stands for may be another tomorrow, so that browsers ask.
   * @returns the address, which ends in a slash
   * @throws `page-data-too-large`, `broken-split`
   */
  addSplit(folder: string): string {
    const info = readSplitInfo(folder);
    const { images } = splitBytes(info);
    if (images > mostPageBytes) throw pageDataTooLargeError(info.name, images, mostPageBytes);
    const base = `/data/${encodeURIComponent(info.name)}/${info.split}/`;
    for (const name of Object.values(splitFiles)) {
      // Images are vouched for by their data set, and too many to be read for this.
      const sha256 = name === splitFiles.images ? info.sha256 : hashOf(join(folder, name));
      this.#files.set(`${base}${name}`, { folder, name, sha256, immutable: false });
    }
    return base;
  }
}

/** Plain files below a folder, sorted; no links and nothing hidden. */
function filesBelow(folder: string, prefix = ""): string[] {
  let names: string[];
  try {
    names = readdirSync(join(folder, prefix)).toSorted();
  } catch {
    return [];
  }
  return names
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => {
      const path = prefix === "" ? name : `${prefix}/${name}`;
      const entry = lstatSync(join(folder, path));
      if (entry.isDirectory()) return filesBelow(folder, path);
      return entry.isFile() ? [path] : [];
    });
}

function hashesInManifest(folder: string): ReadonlyMap<string, string> {
  const path = join(folder, "manifest.json");
  try {
    const { files } = checkJson(preparedManifestSchema, readFileSync(path, "utf8"), path);
    return new Map(files.map(({ name, sha256 }) => [name, sha256]));
  } catch {
    throw noPreparedModelError(folder);
  }
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** As bundlers name what they put into `assets/`: the content's hash comes last, "index-C3b9Xa_1.js". */
function isHashed(name: string): boolean {
  return /^assets\/.*[-.](?=[a-z]*[A-Z0-9_])[A-Za-z0-9_]{8}\.[a-z0-9]+$/.test(name);
}

/** The page's bundle is not there. */
function pageNotBuiltError(folder: string): KnownError {
  return new KnownError(
    "page-not-built",
    `There is no page in ${folder}: it has no index.html.`,
    "Build it: npm run build.",
  );
}

/** A folder that a page is to read from has no prepared model. */
function noPreparedModelError(folder: string): KnownError {
  return new KnownError(
    "no-prepared-model",
    `There is no prepared model in ${folder}: it has no readable manifest.json.`,
    "Run the suite again: it prepares the model anew.",
  );
}

/** More images than a page can hold. */
export function pageDataTooLargeError(name: string, bytes: number, most: number): KnownError {
  return new KnownError(
    "page-data-too-large",
    `The images of ${name} are ${(bytes / 1e9).toFixed(1)} GB, and a page holds ${most / 1e9} GB at most.`,
    "Take fewer images with --images, or leave the backends of browsers out with --backend.",
  );
}
