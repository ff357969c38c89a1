import type { SplitName } from "../../dataset.ts";
import { noImageSourceError } from "../../errors/scan-errors.ts";
import { splitFileNames } from "./label-files.ts";

/**
 * The shards of a split, by their names: "net-train-000.tar" and "net-val-000.tar" lie side by side.
 * @throws `no-image-source` where there are only those of several other splits
 */
export function shardsOf(
  folder: string,
  shards: readonly string[],
  split: SplitName,
): { readonly names: readonly string[]; readonly notes: readonly string[] } {
  const said = new Set(shards.flatMap((name) => splitIn(name) ?? []));
  if (said.size < 2) return { names: shards, notes: [] };
  const wanted = splitFileNames[split].find((name) => said.has(name));
  if (wanted === undefined)
    throw noImageSourceError(
      folder,
      `none of its shards is named for ${splitFileNames[split].join(" or ")}`,
    );
  const names = shards.filter((name) => splitIn(name) === wanted);
  return {
    names,
    notes: [`${names.length} of ${shards.length} shards were taken: those named "${wanted}".`],
  };
}

function splitIn(name: string): string | undefined {
  return /(?:^|[-_.])(train|training|test|val|valid|validation)(?=[-_.])/i
    .exec(name)?.[1]
    ?.toLowerCase();
}
