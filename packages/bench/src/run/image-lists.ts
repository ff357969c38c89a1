import { writeImageList, type RunOnDisk, type RunStore } from "@vmoe-bench/runner";
import { otherImagesError } from "../data/errors.ts";
import type { Splits } from "./splits.ts";

/** A store with the names of the images beside its records, so that each prediction leads to its file. */
export async function withImageLists(
  opening: Promise<RunStore>,
  { all }: Splits,
): Promise<RunStore> {
  const store = await opening;
  for (const { split } of all) {
    const names = split.names?.();
    if (names === undefined) continue;
    const dataset = { name: split.info.name, split: split.split, sha256: split.sha256 };
    await writeImageList(store.dir, { schemaVersion: 1, dataset, names: [...names] });
  }
  return store;
}

/**
 * Images under the same name may be others, or be read in another way by a newer program.
 * @throws `other-images` where a run goes on with pixels that it did not start with
 */
export function requireMeasuredImages({ dir, records }: RunOnDisk, { all }: Splits): void {
  const opened = new Set(all.map(({ split }) => split.sha256));
  for (const record of records) {
    if (record.status !== "completed") continue;
    const { sha256, decoding } = record.provenance.dataset;
    if (decoding !== undefined && !opened.has(sha256))
      throw otherImagesError(dir, [sha256], [...opened]);
  }
}
