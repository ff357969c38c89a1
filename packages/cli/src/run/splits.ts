import { dataKey, type Block, type Suite } from "@vmoe-bench/contracts";
import { firstIndexes, openDataset, type Split } from "@vmoe-bench/dataset";

/** The splits that a suite reads, opened once: its `dataset`, then `moreDatasets`. */
export class Splits {
  readonly #byKey: ReadonlyMap<string, Split>;
  /** In the suite's order, with what arms call them: null for the suite's own. */
  readonly all: readonly { readonly data: string | null; readonly split: Split }[];

  private constructor(splits: readonly Split[]) {
    this.#byKey = new Map(splits.map((split) => [keyOf(split), split]));
    this.all = splits.map((split, i) => ({ data: i === 0 ? null : keyOf(split), split }));
  }

  /** Splits that are open already; the first is what a suite calls its own. */
  static opened(splits: readonly Split[]): Splits {
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
    const opened: Split[] = [];
    for (const { name, split: splitName, images } of [dataset, ...moreDatasets]) {
      const split = await openDataset(name, { split: splitName, dir, signal });
      firstIndexes(split.count, images);
      opened.push(split);
    }
    return new Splits(opened);
  }

  of(dataset: Pick<Block["dataset"], "name" | "split">): Split {
    const split = this.#byKey.get(dataKey(dataset));
    if (split === undefined) throw new RangeError(`${dataKey(dataset)} was not opened.`);
    return split;
  }
}

function keyOf({ info, split }: Split): string {
  return dataKey({ name: info.name, split });
}
