import {
  inputDims,
  layoutOf,
  type Block,
  type Normalisation,
  type PreparedManifest,
} from "@vmoe-bench/contracts";
import { gather, inLayout, normalise, openDataset } from "@vmoe-bench/dataset";
import type { BlockImages } from "@vmoe-bench/measure";
import { requireFit } from "../run/fit.ts";
import { readInputs } from "../run/inputs.ts";

interface Images {
  readonly images: BlockImages;
  /** Of the data set. */
  readonly sha256: string;
}

/** A block's images; a footprint block reads only its own, so that no data set is in its memory. */
export async function imagesOf(
  block: Block,
  manifest: PreparedManifest,
  normalisation: Normalisation,
): Promise<Images> {
  if (block.task.kind === "footprint") return preparedImages(block, manifest);
  const { name, split: splitName, dir } = block.dataset;
  const split = await openDataset(name, { split: splitName, dir: dir ?? undefined });
  requireFit({ id: manifest.model, shape: manifest, dataset: null }, split.info);
  const layout = layoutOf(manifest);
  const images = {
    labels: split.labels,
    batch: (indexes: readonly number[]) =>
      inLayout(normalise(gather(split.images, indexes), normalisation), layout),
  };
  return { images, sha256: split.sha256 };
}

async function preparedImages({ files }: Block, manifest: PreparedManifest): Promise<Images> {
  const { data, indexes, dataset } = await readInputs(files);
  const [, a, b, c] = inputDims(manifest, 1);
  const size = a * b * c;
  const images = {
    labels: [],
    batch(wanted: readonly number[]) {
      const batch = new Float32Array(wanted.length * size);
      for (const [i, index] of wanted.entries()) {
        const position = indexes.indexOf(index);
        if (position < 0) throw new RangeError(`Image ${index} was not made ready.`);
        batch.set(data.subarray(position * size, (position + 1) * size), i * size);
      }
      return { dims: [wanted.length, a, b, c] as const, data: batch };
    },
  };
  return { images, sha256: dataset };
}
