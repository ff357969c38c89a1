import { missingFileError } from "@vmoe-bench/backend/prepared";
import type { ModelFiles } from "@vmoe-bench/contracts";
import { kept } from "./kept.ts";
import { onceReachable } from "./once-reachable.ts";

/**
 * A prepared model's files, each downloaded once: by its SHA-256, whatever its model is called.
 * @param base URL of the page, with the slash at the end
 */
export function keptFiles(files: ModelFiles, base: string): ModelFiles {
  let bytesRead = 0;
  return {
    manifest: files.manifest,
    get bytesRead() {
      return bytesRead;
    },
    async read(name) {
      const listed = files.manifest.files.find((file) => file.name === name);
      if (listed === undefined) throw missingFileError(name);
      const key = new URL(`kept/${listed.sha256}`, base).href;
      const load = () => onceReachable(() => files.read(name));
      const blob = await kept(key, async () => new Blob([new Uint8Array(await load())]));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      bytesRead += bytes.length;
      return bytes;
    },
  };
}
