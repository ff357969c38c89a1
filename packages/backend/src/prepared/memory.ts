import type { ModelFiles, PreparedModel } from "@vmoe-bench/contracts";
import { checkedFiles } from "./checked-files.ts";

/** A prepared model that was never written. */
export function filesInMemory({ manifest, files }: PreparedModel): ModelFiles {
  return checkedFiles(manifest, {
    placeOf: (name) => `${manifest.model}'s file ${name}`,
    read: async (name) => files.get(name),
  });
}
