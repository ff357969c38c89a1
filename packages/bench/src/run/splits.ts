import { type Block, dataKey, KnownError, type Suite } from "@vmoe-bench/contracts";
import { firstIndexes, openDataset, type RunSplit } from "@vmoe-bench/dataset";
import { type RunOnDisk, type RunStore, writeImageList } from "@vmoe-bench/runner";

/** A split that is open, and what a run must know to find it again. */
interface OpenSplit {
  readonly split: RunSplit;
  /** That a block reads it from; null for the usual places. */
  readonly dir: string | null;
  /** The models that it was made for; null where only its images' form decides. */
  readonly models: readonly string[] | null;
}

/** The splits that a suite reads, opened once: its `dataset`, then `moreDatasets`. */
export class Splits {
  readonly #byKey: ReadonlyMap<string, RunSplit>;
  /** In the suite's order, with what arms call them: null for the suite's own. */
  readonly all: readonly (OpenSplit & { readonly data: string | null })[];

  private constructor(splits: readonly OpenSplit[]) {
    this.#byKey = new Map(splits.map(({ split }) => [keyOf(split), split]));
    this.all = splits.map((one, i) => ({ ...one, data: i === 0 ? null : keyOf(one.split) }));
  }

  /** Splits that are open already; the first is what a suite calls its own. */
  static opened(splits: readonly RunSplit[]): Splits {
    return new Splits(splits.map((split) => ({ split, dir: null, models: null })));
  }

  /** Decoded images. */
  static decoded(splits: readonly OpenSplit[]): Splits {
    return new Splits(splits);
  }

  /**
   * @param dir folder to read them from; undefined for the usual places
   * @throws what is wrong with a data set, or with the number of images that is asked of it
   */
  static async open(
    { dataset, moreDatasets }: Pick<Suite, "dataset" | "moreDatasets">,
    dir: string | undefined,
    signal: AbortSignal,
  ): Promise<Splits> {
    const opened: OpenSplit[] = [];
    for (const { name, split: splitName, images } of [dataset, ...moreDatasets]) {
      const split = await openDataset(name, { split: splitName, dir, signal });
      firstIndexes(split.count, images);
      opened.push({ split, dir: dir ?? null, models: null });
    }
    return new Splits(opened);
  }

  of(dataset: Pick<Block["dataset"], "name" | "split">): RunSplit {
    const split = this.#byKey.get(dataKey(dataset));
    if (split === undefined) throw new RangeError(`${dataKey(dataset)} was not opened.`);
    return split;
  }
}

function keyOf({ info, split }: RunSplit): string {
  return dataKey({ name: info.name, split });
}

/** Other images, or another recipe, than a run started with. */
export function otherImagesError(
  path: string,
  wanted: readonly string[],
  found: readonly string[],
): KnownError {
  return new KnownError(
    "other-images",
    `${path} gives the data ${found.join(", ")}, and the run has ${wanted.join(", ")}.`,
    "Name the folder that the run started with, or start a new run.",
  );
}

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
