import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { systemErrorCode, type KnownError } from "@vmoe-bench/contracts";
import { kindOfFile, tellKind, type ToldKind } from "@vmoe-bench/files";
import type { SplitName } from "../../dataset.ts";
import {
  deeperSplitsError,
  linkLoopError,
  NoClassesError,
  noImageSourceError,
  noSplitFolderError,
  notImagesError,
} from "../../errors/scan-errors.ts";
import { LabelCountError, MissingImagesError } from "../../errors/label-errors.ts";
import type { FoundImages } from "../found.ts";
import { ImageIndex } from "./image-index.ts";
import { isImageName, listFolder } from "./walk.ts";
import { isTable, labelledImages } from "./labelled.ts";
import { scanSplit, type ScannedSplit } from "./scan-split.ts";
import { isShard, shardImages } from "./shards.ts";
import { withFile } from "./tar-index.ts";

/** Folders that hold a split, the most wanted first. */
const splitFolders: Readonly<Record<SplitName, readonly string[]>> = {
  train: ["train", "training"],
  test: ["test", "val", "validation", "valid"],
};
const allSplitFolders = Object.values(splitFolders).flat();
/** Also "test1" and "train_images", which are no classes beside each other. */
const splitLike =
  /^(?:train|training|test|testing|val|valid|validation|eval|dev)(?:[-_ ]?(?:set|data|images?|\d+))*$/i;
/** Where Kaggle's archive of ImageNet has its images, below its label files. */
const kaggleImages = join("ILSVRC", "Data", "CLS-LOC");

/**
 * Finds the images of a split, and how they are labelled. Only names and label files are read.
 * @param labels the label file to take, or {@link byFolders}; what is found decides when absent
 * @throws `no-image-source`, `no-split`, NoClassesError, `several-labels`, `empty-classes`, `link-loop`,
 *   `scan-limit`, and one KnownError for each way in which a label file or a shard can be bad
 */
export function scanImages(path: string, split: SplitName, labels?: string): FoundImages {
  const named = resolve(path);
  const name = basename(realPath(named)) || "images";
  if (!statSync(named).isDirectory()) return { name, ...scanFile(named, split) };
  const [root, labelFolder] = rootsOf(named);
  const listing = listFolder(root);
  const place = { name, root };
  const beside = [{ folder: root, listing }].concat(
    labelFolder === root ? [] : [{ folder: labelFolder, listing: listFolder(labelFolder) }],
  );
  const folders = splitFolders[split].flatMap((wanted) =>
    listing.folders.filter((one) => one.toLowerCase() === wanted),
  );
  const splits = listing.folders.filter((one) => splitLike.test(one));
  if (folders.length === 0 && splits.length > 0 && splits.length === listing.folders.length)
    throw noSplitFolderError(root, splitFolders[split], splits);
  if (folders.length === 0) {
    const deeper = listing.folders.map((one) => splitsBelow(join(root, one))).find(isFound);
    if (deeper !== undefined) throw deeperSplitsError(root, deeper);
    const scanned = scanSplit({ folder: root, listing, beside: [], known: null, split, labels });
    return { ...place, splitFolder: null, ...scanned };
  }
  const trained = listing.folders.find((one) => splitFolders.train.includes(one.toLowerCase()));
  const classes = trained === undefined ? [] : listFolder(join(root, trained)).folders;
  const known = classes.length === 0 ? null : classes;
  const one = (splitFolder: string): ScannedSplit => {
    const folder = join(root, splitFolder);
    return scanSplit({ folder, listing: listFolder(folder), beside, known, split, labels });
  };
  return { ...place, ...firstLabelled(folders, one) };
}

/**
 * A folder whose folders are splits, in place of a class: it, or the only one in it, and so on. As a
 * class it would mix what was trained on with what is tested.
 */
function splitsBelow(folder: string): string | undefined {
  const { folders, images } = listFolder(folder);
  const [first] = folders;
  if (first === undefined || images.length > 0) return undefined;
  if (folders.every((one) => allSplitFolders.includes(one.toLowerCase()))) return folder;
  return folders.length === 1 ? splitsBelow(join(folder, first)) : undefined;
}

function isFound(path: string | undefined): path is string {
  return path !== undefined;
}

/** The first split with labels: Kaggle's test images have none, and its val images do. */
function firstLabelled(
  folders: readonly string[],
  scan: (folder: string) => ScannedSplit,
): ScannedSplit & Pick<FoundImages, "splitFolder"> {
  const passed: { readonly folder: string; readonly error: KnownError }[] = [];
  for (const splitFolder of folders)
    try {
      const scanned = scan(splitFolder);
      const notes = [
        ...passed.map(({ folder }) => `${folder} has no labels; ${splitFolder} was taken.`),
        ...scanned.notes,
      ];
      return { ...scanned, notes, splitFolder };
    } catch (error) {
      if (!isOfOtherImages(error)) throw error;
      passed.push({ folder: splitFolder, error });
    }
  const errors = passed.map(({ error }) => error);
  throw (
    errors.findLast((error) => !(error instanceof NoClassesError)) ??
    errors[0] ??
    new RangeError("A data set has no split.")
  );
}

/** Whether a folder has no labels, or the label file beside it is about another folder. */
function isOfOtherImages(error: unknown): error is KnownError {
  const kinds = [NoClassesError, MissingImagesError, LabelCountError];
  return kinds.some((kind) => error instanceof kind);
}

/** The folder of the images, and the one of label files above it. */
function rootsOf(named: string): [images: string, labels: string] {
  const below = join(named, kaggleImages);
  if (statSync(below, { throwIfNoEntry: false })?.isDirectory() === true) return [below, named];
  return [named, named.endsWith(kaggleImages) ? resolve(named, "..", "..", "..") : named];
}

function scanFile(root: string, split: SplitName): Omit<FoundImages, "name"> {
  const base = { root, splitFolder: null, tableSplit: null, otherFiles: 0 };
  if (isShard(root))
    return { ...base, layout: "tar shards", labelsFrom: null, ...shardImages(root, [root], null) };
  if (!isTable(root) && !/\.txt$/i.test(root))
    throw notImagesError(root, isImageName(root) ? "image" : toldKindOf(root));
  const folder = dirname(root);
  const place = {
    index: new ImageIndex(folder),
    inner: null,
    direct: isTable(root) ? [] : listFolder(folder).images,
    known: null,
    split,
  };
  const layout = isTable(root) ? "table" : "label file";
  const { classes, images, tableSplit, notes } = labelledImages(root, place);
  return { ...base, layout, labelsFrom: root, classes, images, tableSplit, notes };
}

function toldKindOf(path: string): ToldKind | undefined {
  const kind = withFile(path, (read) => kindOfFile(read(0, 512)));
  return kind === undefined ? undefined : tellKind(kind);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (systemErrorCode(error) === "ELOOP") throw linkLoopError(path);
    throw noImageSourceError(path, systemErrorCode(error) ?? "unreadable");
  }
}
