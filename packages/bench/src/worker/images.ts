import type { HostImages } from "@vmoe-bench/backend/block";
import {
  inputDims,
  layoutOf,
  type Block,
  type HostProvenance,
  type PageModel,
  type PreparedManifest,
} from "@vmoe-bench/contracts";
import {
  datasetNames,
  gather,
  inLayout,
  normalise,
  openDataset,
  readDecoded,
  type RunSplit,
} from "@vmoe-bench/dataset";
import { scoredColumns } from "@vmoe-bench/models/labels";
import { decodedSplit } from "../data/decoded-split.ts";
import { requireFit } from "../run/fit.ts";
import { readInputs } from "../run/inputs.ts";
import type { LabelledModel } from "../data/model-labels.ts";

/** A block's images; a footprint block reads only its own, so that no data set is in its memory. */
export async function imagesOf(
  block: Block,
  manifest: PreparedManifest,
  {
    normalisation,
    classes,
    background,
  }: Pick<PageModel, "normalisation" | "classes" | "background">,
): Promise<HostImages> {
  if (block.task.kind === "footprint") return preparedImages(block, manifest);
  const { split, dataset } = await splitOf(block, { id: manifest.model, classes, background });
  requireFit({ id: manifest.model, shape: manifest, classes, dataset: null }, split.info);
  const layout = layoutOf(manifest);
  const images = {
    labels: split.labels,
    columns: scoredColumns(split.info.classes, classes),
    batch: (indexes: readonly number[]) =>
      inLayout(normalise(gather(split.images, indexes), normalisation), layout),
  };
  return { images, dataset };
}

/** Images that were decoded for the run lie in `dir`; of those, only what a batch needs is read. */
async function splitOf(
  { dataset: { name, split: splitName, dir } }: Block,
  model: LabelledModel,
): Promise<{ readonly split: RunSplit; readonly dataset: HostProvenance["dataset"] }> {
  if (dir !== null && !datasetNames().includes(name)) {
    const split = decodedSplit(readDecoded(dir), model);
    return { split, dataset: { sha256: split.sha256, decoding: split.decoding } };
  }
  const split = await openDataset(name, { split: splitName, dir: dir ?? undefined });
  return { split, dataset: { sha256: split.sha256 } };
}

async function preparedImages({ files }: Block, manifest: PreparedManifest): Promise<HostImages> {
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
  return { images, dataset };
}
