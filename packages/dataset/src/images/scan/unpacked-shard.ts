import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { kindOfFile, makeFolderSync, whyNotWritten } from "@vmoe-bench/files";
import { cacheWriteError } from "../../errors/download-errors.ts";
import { brokenTarError, noImageSourceError } from "../../errors/scan-errors.ts";
import { surroundings } from "../../open/surroundings.ts";
import { infoFile } from "../cache/decoded-set.ts";
import { limits } from "../limits.ts";
import { withFile } from "./tar-index.ts";

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

/** Of the file's place, size and time of change. */
function keyOf(shard: string): string {
  const { size, mtimeMs } = statSync(shard);
  return createHash("sha256").update(`${shard}\0${size}\0${mtimeMs}`).digest("hex").slice(0, 32);
}
