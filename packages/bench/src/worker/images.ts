import type { HostImages } from "@vmoe-bench/backend/block";
import { layoutOf, type PageModel, type PreparedManifest } from "@vmoe-bench/contracts";
import { modelInput, readSplit } from "@vmoe-bench/dataset";
import { scoredColumns } from "@vmoe-bench/models/labels";
import { requireFit } from "../run/fit.ts";

/** A block's images, of which only those of a batch come into memory. */
export function imagesIn(
  folder: string,
  manifest: PreparedManifest,
  { normalisation, classes }: Pick<PageModel, "normalisation" | "classes">,
): HostImages {
  const { info, labels, images, sha256, decoding } = readSplit(folder);
  requireFit({ id: manifest.model, shape: manifest, classes, dataset: null }, info);
  const form = { normalisation, layout: layoutOf(manifest) };
  return {
    images: {
      labels,
      columns: scoredColumns(info.classes, classes),
      batch: (indexes) => modelInput(images, indexes, form),
    },
    dataset: { sha256, ...(decoding === undefined ? {} : { decoding }) },
  };
}
