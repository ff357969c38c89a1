import type { PreparedManifest, PreparedModel } from "@vmoe-bench/contracts";
import { sha256 } from "./sha256.ts";

/** Of each kind of model by itself, so that its config stays with its kind. */
type Unsealed<M> = M extends PreparedManifest ? Omit<M, "schemaVersion" | "files"> : never;

/** Files with the manifest that vouches for them. */
export async function sealed(
  what: Unsealed<PreparedManifest>,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<PreparedModel> {
  const listed = [...files].map(async ([name, bytes]) => ({
    name,
    bytes: bytes.length,
    sha256: await sha256(bytes),
  }));
  return { manifest: { schemaVersion: 1, ...what, files: await Promise.all(listed) }, files };
}
