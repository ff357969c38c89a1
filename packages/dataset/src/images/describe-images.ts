import type { Preparing } from "@vmoe-bench/contracts";
import type { SplitName } from "../dataset.ts";
import type { CorruptImage } from "../errors/image-errors.ts";
import { checkImages } from "./check-images.ts";
import { scanImages } from "./scan/scan.ts";

/** What a run would find in a folder of images. */
export interface ImagesDescription {
  readonly path: string;
  readonly layout: string;
  readonly splitFolder: string | null;
  readonly labelsFrom: string | null;
  readonly images: number;
  /** By name, or by number where the images have no names for their classes. */
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  readonly named: boolean;
  readonly otherFiles: number;
  /** What was passed over or guessed; whole sentences. */
  readonly notes: readonly string[];
  readonly corruptCount: number;
  /** The first hundred. */
  readonly corrupt: readonly CorruptImage[];
  /** Formats by how many images have them. */
  readonly formats: Readonly<Record<string, number>>;
  /** In pixels: of the smallest and the largest image. */
  readonly smallest: readonly [width: number, height: number] | null;
  readonly largest: readonly [width: number, height: number] | null;
}

const mostNamed = 100;
const what = "Looking at images";

/** Reads every image whole, as a run would; nothing is kept. Rejects when the signal aborts. */
export async function describeImages(
  path: string,
  split: SplitName,
  labelFile: string | undefined,
  { signal, reporter }: Preparing,
): Promise<ImagesDescription> {
  const scanned = scanImages(path, split, labelFile);
  const checked = await checkImages(scanned, {
    signal,
    onProgress: (done, total) => reporter.progress({ what, done, total, unit: "images" }),
  }).finally(() => reporter.progressEnded(what));
  const counts = new Map<number, number>();
  for (const { label } of scanned.images) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labels =
    scanned.classes?.map((_, label) => label) ?? [...counts.keys()].toSorted((a, b) => a - b);
  return {
    path: scanned.root,
    layout: scanned.layout,
    splitFolder: scanned.splitFolder,
    labelsFrom: scanned.labelsFrom,
    images: scanned.images.length,
    classes: labels.map((label) => ({
      name: scanned.classes?.[label] ?? String(label),
      images: counts.get(label) ?? 0,
    })),
    named: scanned.classes !== null,
    otherFiles: scanned.otherFiles,
    notes: scanned.notes,
    corruptCount: checked.corrupt.length,
    corrupt: checked.corrupt.slice(0, mostNamed),
    formats: checked.formats,
    smallest: checked.smallest,
    largest: checked.largest,
  };
}
