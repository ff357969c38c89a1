import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import type { SplitName } from "../../dataset.ts";
import { LinkLoopError, NoClassesError, NoImageSourceError } from "../../errors/scan-errors.ts";
import type { FoundImages } from "../found.ts";
import { classFolders } from "./class-folders.ts";
import { isTable, labelledImages } from "./labelled.ts";
import { shardImages } from "./shards.ts";
import { imagesBelow, listFolder, type Listing } from "./walk.ts";

/** Folders that hold a split, the most wanted first. */
const splitFolders: Readonly<Record<SplitName, readonly string[]>> = {
  train: ["train", "training"],
  test: ["test", "val", "validation", "valid"],
};
const allSplitFolders = Object.values(splitFolders).flat();

/**
 * Finds the images of a split, and how they are labelled. Only names and label files are read.
 * @throws NoImageSourceError, NoClassesError, EmptyClassesError, LinkLoopError, ScanLimitError, and
 *   one KnownError for each way in which a label file or a shard can be bad
 */
export function scanImages(path: string, split: SplitName): FoundImages {
  const root = resolve(path);
  const name = basename(realPath(root)) || "images";
  if (!statSync(root).isDirectory()) return { name, ...scanFile(root) };
  const listing = listFolder(root);
  const folder = splitFolders[split]
    .map((wanted) => listing.folders.find((one) => one.toLowerCase() === wanted))
    .find((found) => found !== undefined);
  const splits = listing.folders.filter((one) => allSplitFolders.includes(one.toLowerCase()));
  if (folder === undefined && splits.length > 0 && splits.length === listing.folders.length)
    throw new NoImageSourceError(
      join(root, splitFolders[split].join(" or ")),
      "there is no such folder",
    );
  if (folder === undefined) return { name, ...scanSplit(root, null, listing, null) };
  const trained = listing.folders.find((one) => splitFolders.train.includes(one.toLowerCase()));
  const known = trained === undefined ? null : listFolder(join(root, trained)).folders;
  return { name, ...scanSplit(root, folder, listing, known?.length === 0 ? null : known) };
}

type Scanned = Omit<FoundImages, "name">;

function scanFile(root: string): Scanned {
  const found = { root, splitFolder: null, otherFiles: 0 };
  if (/\.tar$/i.test(root))
    return { ...found, layout: "tar shards", labelsFrom: null, ...shardImages(root, [root], null) };
  if (!isTable(root) && !/\.txt$/i.test(root)) throw new NoClassesError(root, 0);
  const folder = dirname(root);
  const { images } = listFolder(folder);
  const layout = isTable(root) ? "table" : "label file";
  return { ...found, layout, labelsFrom: root, ...labelledImages(root, folder, images, null) };
}

/** @param known classes that numbers refer to: those of the training folder */
function scanSplit(
  root: string,
  splitFolder: string | null,
  above: Listing,
  known: readonly string[] | null,
): Scanned {
  const folder = splitFolder === null ? root : join(root, splitFolder);
  const listing = splitFolder === null ? above : listFolder(folder);
  const found = { root, splitFolder, otherFiles: listing.others.length };

  const shards = listing.others.filter((name) => /\.tar$/i.test(name));
  if (shards.length > 0 && listing.images.length === 0) {
    const paths = shards.map((name) => join(folder, name));
    const otherFiles = listing.others.length - shards.length;
    const images = shardImages(folder, paths, known);
    return { ...found, layout: "tar shards", labelsFrom: null, otherFiles, ...images };
  }
  const labels = labelFileOf(
    folder,
    listing,
    splitFolder === null ? null : root,
    above,
    splitFolder,
  );
  if (labels !== undefined) {
    const layout = isTable(labels) ? "table" : "label file";
    const images = labelledImages(labels, folder, listing.images, known);
    return { ...found, layout, labelsFrom: labels, ...images };
  }
  if (listing.images.length === 0 && listing.folders.length > 0) {
    const images = classFolders(folder, listing);
    if (images.images.length > 0)
      return { ...found, layout: "class folders", labelsFrom: null, ...images };
  }
  throw new NoClassesError(folder, imagesBelow(folder).images.length);
}

/** The label file of a folder of images, beside them or beside the split's folder. */
function labelFileOf(
  folder: string,
  own: Listing,
  root: string | null,
  above: Listing,
  splitFolder: string | null,
): string | undefined {
  const names = [
    /validation_ground_truth\.txt$/i,
    /^LOC_val_solution\.csv$/i,
    /^(?:val|validation|test|labels)\.(?:txt|csv|tsv)$/i,
  ];
  const nameOf = (files: readonly string[]) =>
    names.flatMap((pattern) => files.filter((file) => pattern.test(file)))[0];
  const inFolder = nameOf(own.others) ?? onlyTable(own);
  if (inFolder !== undefined) return join(folder, inFolder);
  if (root === null || splitFolder === null || own.images.length === 0) return undefined;
  const beside = nameOf(above.others) ?? onlyTable(above);
  return beside === undefined ? undefined : join(root, beside);
}

function onlyTable({ others }: Listing): string | undefined {
  const tables = others.filter(isTable);
  return tables.length === 1 ? tables[0] : undefined;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (systemErrorCode(error) === "ELOOP") throw new LinkLoopError(path);
    throw new NoImageSourceError(path, systemErrorCode(error) ?? "unreadable");
  }
}
