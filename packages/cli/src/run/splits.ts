import { dataKey, type Block, type Suite } from "@vmoe-bench/contracts";
import { firstIndexes, openDataset, type Split } from "@vmoe-bench/dataset";

/** The splits that a suite reads, opened once: its `dataset`, then `moreDatasets`. */
export class Splits {
  readonly #byKey: ReadonlyMap<string, Split>;
  /** In the suite's order, with what arms call them: null for the suite's own. */
  readonly all: readonly { readonly data: string | null; readonly split: Split }[];

  private constructor(all: readonly { readonly key: string; readonly split: Split }[]) {
    this.#byKey = new Map(all.map(({ key, split }) => [key, split]));
    this.all = all.map(({ key, split }, i) => ({ data: i === 0 ? null : key, split }));
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
    const opened: { key: string; split: Split }[] = [];
    for (const { name, split: splitName, images } of [dataset, ...moreDatasets]) {
      const split = await openDataset(name, { split: splitName, dir, signal });
      firstIndexes(split.count, images);
      opened.push({ key: dataKey({ name, split: splitName }), split });
    }
    return new Splits(opened);
  }

  of(dataset: Pick<Block["dataset"], "name" | "split">): Split {
    const split = this.#byKey.get(dataKey(dataset));
    if (split === undefined) throw new RangeError(`${dataKey(dataset)} was not opened.`);
    return split;
  }
}
