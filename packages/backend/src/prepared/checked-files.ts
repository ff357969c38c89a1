import type { ModelFiles, PreparedManifest } from "@vmoe-bench/contracts";
import { AlteredFileError, missingFileError } from "./errors.ts";
import { sha256 } from "./sha256.ts";

/** Where files come from: their bytes, at most `limit`, or undefined where there is no such file. */
export interface FileSource {
  /** For messages: where a file would be. */
  placeOf(name: string): string;
  read(name: string, limit: number): Promise<Uint8Array | undefined>;
}

/** Files whose size and SHA-256 are checked on every read. */
export function checkedFiles(manifest: PreparedManifest, source: FileSource): ModelFiles {
  let bytesRead = 0;
  return {
    manifest,
    get bytesRead() {
      return bytesRead;
    },
    async read(name) {
      const place = source.placeOf(name);
      const listed = manifest.files.find((file) => file.name === name);
      if (listed === undefined) throw missingFileError(place);
      const bytes = await source.read(name, listed.bytes);
      if (bytes === undefined) throw missingFileError(place);
      if (bytes.length !== listed.bytes)
        throw new AlteredFileError(
          place,
          `it has ${bytes.length} bytes, its manifest says ${listed.bytes}`,
        );
      if ((await sha256(bytes)) !== listed.sha256)
        throw new AlteredFileError(place, "its SHA-256 is not the one in its manifest");
      bytesRead += bytes.length;
      return bytes;
    },
  };
}
