import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { kindOfFile, makeFolderSync, tellKind, whyNotWritten } from "@vmoe-bench/files";
import { Header, Pax } from "tar";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { brokenTarError, noImageSourceError } from "../../errors/scan-errors.ts";
import { pathInside } from "./image-index.ts";
import { cacheWriteError } from "../../errors/cache-errors.ts";
import { surroundings } from "../../open/surroundings.ts";
import { infoFile } from "../cache/decoded-set.ts";
import { limits } from "../found.ts";

export interface TarEntry {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Reads bytes of a tar file; fewer only at its end. */
export type ReadAt = (offset: number, bytes: number) => Buffer;

const block = 512;
/** The most that a long name or an extended header takes. */
const mostHeaderBytes = 65_536;

/**
 * Opens a file for as long as `use` runs.
 * @throws `no-image-source`
 */
export function withFile<T>(path: string, use: (read: ReadAt, size: number) => T): T {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw noImageSourceError(path, systemErrorCode(error) ?? "unreadable");
  }
  try {
    const read: ReadAt = (offset, bytes) => {
      const buffer = Buffer.alloc(bytes);
      return buffer.subarray(0, readSync(file, buffer, 0, bytes, offset));
    };
    return use(read, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

/**
 * The regular files of a tar, without reading their content.
 * @param size of the whole file, in bytes
 * @throws `broken-tar`, `path-outside`
 */
export function* tarEntries(path: string, read: ReadAt, size: number): Generator<TarEntry> {
  const kind = kindOfFile(read(0, block));
  if (kind !== undefined && kind !== "tar" && kind !== "empty") {
    const { what, remedy } = tellKind(kind);
    throw brokenTarError(path, `is ${what}`, remedy);
  }
  let at = 0;
  let longName: string | undefined;
  let pax: Pax | undefined;
  while (at < size) {
    const bytes = read(at, block);
    if (bytes.length < block) throw brokenTarError(path, "is cut short inside a header");
    if (bytes.every((byte) => byte === 0)) return;
    const header = headerOf(path, bytes, pax);
    const content = header.size ?? 0;
    if (!Number.isSafeInteger(content) || content < 0)
      throw brokenTarError(path, "has an entry of an impossible size");
    const start = at + block;
    if (start + content > size) throw brokenTarError(path, "is cut short inside an entry");
    at = start + Math.ceil(content / block) * block;
    const text = (): string => {
      if (content > mostHeaderBytes) throw brokenTarError(path, "has a header that is too long");
      return read(start, content).toString("utf8");
    };
    if (header.type === "ExtendedHeader") pax = Pax.parse(text());
    else if (header.type === "NextFileHasLongPath") longName = text().replace(/\0.*$/s, "");
    else {
      const name = longName ?? header.path ?? "";
      longName = undefined;
      pax = undefined;
      if (header.type !== "File" && header.type !== "OldFile") continue;
      yield { name: pathInside(`The tar file ${path}`, name), offset: start, bytes: content };
    }
  }
}

function headerOf(path: string, bytes: Buffer, pax: Pax | undefined): Header {
  let header: Header;
  try {
    header = new Header(bytes, 0, pax);
  } catch {
    throw brokenTarError(path, "has a header that can't be read");
  }
  if (!header.cksumValid) throw brokenTarError(path, "is no tar file, or is damaged");
  return header;
}

/**
 * Where a shard can be read at any place: itself, or for one that is compressed, a copy in the cache
 * of decoded images, which goes as they go.
 * @throws `no-image-source`, `broken-tar`, `cache-write`
 */
export function unpackedShard(shard: string): string {
  if (!isGzip(shard)) return shard;
  const folder = join(surroundings().cache, "decoded", `shard-${keyOf(shard)}`);
  const plain = join(folder, "shard.tar");
  if (existsSync(join(folder, infoFile))) return plain;
  const content = unpacked(shard);
  const partial = `${folder}.partial-${process.pid}`;
  try {
    makeFolderSync(partial);
    writeFileSync(join(partial, "shard.tar"), content);
    writeFileSync(join(partial, infoFile), JSON.stringify({ shard }));
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another process may have been faster; its copy is the same.
    if (existsSync(join(folder, infoFile))) return plain;
    throw cacheWriteError(folder, whyNotWritten(error));
  }
  return plain;
}

/** By its first bytes: what a name says of it may be wrong. */
function isGzip(shard: string): boolean {
  return withFile(shard, (read) => kindOfFile(read(0, 512)) === "gzip");
}

function unpacked(shard: string): Buffer {
  try {
    return gunzipSync(readFileSync(shard), { maxOutputLength: limits.unpackedShardBytes });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw brokenTarError(
        shard,
        `has more than ${limits.unpackedShardBytes / 2 ** 30} GiB when it is unpacked (gunzip it yourself)`,
      );
    if (code === undefined || code.startsWith("Z_"))
      throw brokenTarError(shard, `can't be unpacked (${messageOf(error)})`);
    throw noImageSourceError(shard, code);
  }
}

/** A hash of the file's place, size and time of change. */
function keyOf(shard: string): string {
  const { size, mtimeMs } = statSync(shard);
  return createHash("sha256").update(`${shard}\0${size}\0${mtimeMs}`).digest("hex").slice(0, 32);
}
