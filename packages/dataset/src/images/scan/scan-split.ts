import { join, resolve } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import { byFolders, type SplitName } from "../../dataset.ts";
import {
  emptyClassesError,
  noImagesError,
  type NoClassesError,
  unlabelledError,
  unreadFormatsError,
  unreadRemedy,
} from "../../errors/scan-errors.ts";
import { fewLabelsError, LabelLineError, severalLabelsError } from "../../errors/label-errors.ts";
import type { FoundImages } from "../found.ts";
import { classFolders, type ClassFolders, onlyClass, whyNoClass } from "./class-folders.ts";
import { ImageIndex } from "./image-index.ts";
import {
  isNamedForLabels,
  labelFilesIn,
  lookAt,
  sayTheSame,
  splitFileNames,
  splitOf,
  type LabelFileFound,
} from "./label-files.ts";
import { isTable, labelledImages, type Labelled, type LabelledPlace } from "./labelled.ts";
import { imagesBelow, type Listing, unreadCounts, type Walked } from "./walk.ts";
import { isShard, shardImages, shardsOf } from "./shards.ts";

export type ScannedSplit = Omit<FoundImages, "name" | "root" | "splitFolder">;

interface ListedFolder {
  readonly folder: string;
  readonly listing: Listing;
}

export interface SplitFolder extends ListedFolder {
  /** Folders above the split's whose label files may be about it. */
  readonly beside: readonly ListedFolder[];
  /** Classes that numbers refer to: those of the training folder. */
  readonly known: readonly string[] | null;
  readonly split: SplitName;
  /** A label file to take, or {@link byFolders}. */
  readonly labels: string | undefined;
}

/** A label file that gives most of a folder's images their classes. */
interface Covering extends LabelFileFound {
  readonly outcome: Labelled;
}

/**
 * The images of one folder. Class folders win; a table is taken where it names most images.
 * @throws NoClassesError where nothing says which classes they are of
 */
export function scanSplit(at: SplitFolder): ScannedSplit {
  const walked = imagesBelow(at.folder);
  const { images, unread } = walked;
  const shards = at.listing.others.filter(isShard);
  if (unread.length > images.length && shards.length === 0)
    throw unreadFormatsError(at.folder, unreadCounts(unread), images.length);
  const scanned = labelledSplit(at, walked, shards);
  const notes =
    unread.length === 0
      ? []
      : [
          `${unreadCounts(unread)} pictures, such as ${JSON.stringify(unread[0])}, are not read and were left out. ${unreadRemedy}`,
        ];
  return { ...scanned, notes: [...scanned.notes, ...notes] };
}

function labelledSplit(
  at: SplitFolder,
  { images, unread }: Walked,
  shards: readonly string[],
): ScannedSplit {
  const { folder, listing, known, labels, split } = at;
  const index = new ImageIndex(folder, images);
  const place: LabelledPlace = {
    index,
    inner: innerOf(images),
    direct: listing.images,
    known,
    split,
  };
  if (labels !== undefined && labels !== byFolders) {
    const path = resolve(labels);
    const labelled = labelledImages(path, place);
    if (labelled.images.length === 0) throw nothingLabelled(at, images.length);
    return byLabelFile(at, path, labelled, images.length);
  }
  if (shards.length > 0 && images.length === 0) return byShards(at, shards);
  const folders = classFoldersOf(at);
  const asFolders = () => byClassFolders(at, folders, images.length, unread);
  if (labels === byFolders) return asFolders();
  const looked = [at, ...at.beside]
    .flatMap((one) => labelFilesIn(one.folder, one.listing.others))
    .map((path) => lookAt(path, place));
  const file = chosenFile(at, looked, images.length);
  if (file === undefined) throwOfSplits(looked);
  if (folders === undefined || folders.classes.length - folders.empty.length < 2) {
    if (file !== undefined) return byLabelFile(at, file.path, file.outcome, images.length);
    const only = onlyClass(folders, known);
    throwWhyNot(looked, folder, images.length, folders === undefined || only !== undefined);
    if (folders === undefined && shards.length > 0) return besideShards(at, shards, images.length);
    if (only !== undefined) throw whyNoClass(folder, only, images.length);
    return asFolders();
  }
  if (file !== undefined && !agrees(file, folders))
    throw severalLabelsError(folder, [
      `a folder for each of ${folders.classes.length} classes`,
      ...[file].map(told),
    ]);
  const found = asFolders();
  return file === undefined
    ? { ...found, notes: [...found.notes, ...contradictions(looked)] }
    : splitOfFolders(found, file.outcome);
}

/** The images of class folders that a table with a column of splits takes. */
function splitOfFolders(
  found: ScannedSplit,
  { images, tableSplit, notes }: Labelled,
): ScannedSplit {
  if (tableSplit === null) return found;
  const taken = new Set(images.map(({ name }) => name));
  return {
    ...found,
    images: found.images.filter(({ name }) => taken.has(name)),
    tableSplit,
    notes: [...found.notes, ...notes],
  };
}

const packed = /\.(?:zip|7z|rar|tar\.(?:bz2|xz|zst)|parquet|arrow|tfrecords?)$/i;

function nothingLabelled({ folder, listing }: SplitFolder, images: number): NoClassesError {
  return images === 0
    ? noImagesError(
        folder,
        "folder",
        listing.others.filter((name) => packed.test(name)),
      )
    : unlabelledError(folder, images);
}

function innerOf(images: readonly string[]): string | null {
  const folders = new Set(images.map((name) => (name.includes("/") ? name.split("/")[0] : null)));
  const [only] = folders;
  return folders.size === 1 ? (only ?? null) : null;
}

/** Undefined where no folder has images, or most of the images lie in none. */
function classFoldersOf({ folder, listing, known }: SplitFolder): ClassFolders | undefined {
  if (listing.folders.length === 0) return undefined;
  const folders = classFolders(folder, listing);
  if (folders.images.length <= listing.images.length) return undefined;
  const classes = folders.classes.filter((name) => !folders.empty.includes(name));
  // All images of a test split in "unknown": what torchvision's ImageFolder wants of unlabelled ones.
  const [only] = classes;
  const isNone = known !== null && known.length > 1 && classes.length === 1;
  return isNone && only !== undefined && !known.includes(only) ? undefined : folders;
}

/**
 * The label file that gives most images their class, or that has the split's name.
 * @throws `several-labels` where two of the same standing say different things
 */
function chosenFile(
  { folder, split }: SplitFolder,
  looked: readonly LabelFileFound[],
  images: number,
): Covering | undefined {
  const usable = looked.flatMap((one): Covering[] =>
    one.outcome instanceof KnownError ? [] : [{ ...one, outcome: one.outcome }],
  );
  const ofSplit = splitFileNames[split]
    .map((name) => usable.filter((one) => splitOf(one.path) === name && one.outcome.named > 0))
    .find((found) => found.length > 0);
  const candidates =
    ofSplit ??
    usable.filter(({ path, outcome }) => splitOf(path) === undefined && outcome.named > images / 2);
  const [first] = candidates;
  const others = candidates.filter(
    (one) =>
      first !== undefined && one.rank === first.rank && !sayTheSame(one.outcome, first.outcome),
  );
  if (first !== undefined && others.length > 0)
    throw severalLabelsError(folder, [first, ...others].map(told));
  return first;
}

/** A table that says splits, and not what to take, is no stray file: images of all splits would be mixed. */
function throwOfSplits(looked: readonly LabelFileFound[]): void {
  for (const { outcome } of looked)
    if (outcome instanceof KnownError && splitFaults.includes(outcome.code)) throw outcome;
}

const splitFaults: readonly string[] = ["no-split", "unlabelled-splits"];

/** What label files beside class folders were left out for. */
function contradictions(looked: readonly LabelFileFound[]): string[] {
  return looked.flatMap(({ path, outcome }) =>
    outcome instanceof KnownError && outcome.code === "labels-of-image"
      ? [`The class folders were taken, and not ${path}. ${outcome.message}`]
      : [],
  );
}

/** Why the label files that are there were not taken, where nothing else says what the images are. */
function throwWhyNot(
  looked: readonly LabelFileFound[],
  folder: string,
  images: number,
  alone: boolean,
): void {
  const wanted = looked.find(isNamedForLabels) ?? (looked.length === 1 ? looked[0] : undefined);
  if (wanted === undefined || images === 0) return;
  const { path, outcome } = wanted;
  if (!(outcome instanceof KnownError)) {
    if (outcome.images.length > 0 && alone)
      throw fewLabelsError(path, folder, outcome.named, images);
    // What has no columns for it is a table of something else.
  } else if (alone || isNamedForLabels(wanted) || !(outcome instanceof LabelLineError))
    throw outcome;
}

function byLabelFile(
  { folder, listing }: SplitFolder,
  path: string,
  { classes, images, tableSplit, notes, named }: Labelled,
  all: number,
): ScannedSplit {
  const left = all - named;
  const said = left > 0 ? [`${path} says nothing of ${left} images in ${folder}.`] : [];
  return {
    layout: isTable(path) ? "table" : "label file",
    labelsFrom: path,
    tableSplit,
    classes,
    images,
    otherFiles: listing.others.length,
    notes: [...notes, ...said],
  };
}

function byShards(
  { folder, listing, known, split }: SplitFolder,
  shards: readonly string[],
): ScannedSplit {
  const { names, notes } = shardsOf(folder, shards, split);
  const sharded = shardImages(
    folder,
    names.map((name) => join(folder, name)),
    known,
  );
  return {
    layout: "tar shards",
    labelsFrom: null,
    tableSplit: null,
    otherFiles: listing.others.length - shards.length,
    ...sharded,
    notes: [...notes, ...sharded.notes],
  };
}

function besideShards(at: SplitFolder, shards: readonly string[], images: number): ScannedSplit {
  const sharded = byShards(at, shards);
  const left = `${images} images beside the shards in ${at.folder} were left out.`;
  return { ...sharded, notes: [...sharded.notes, left] };
}

function byClassFolders(
  at: SplitFolder,
  found: ClassFolders | undefined,
  all: number,
  unread: readonly string[],
): ScannedSplit {
  const { folder } = at;
  if (found === undefined) throw nothingLabelled(at, all);
  const { classes, images, empty, otherFiles } = found;
  if (empty.length > 0) {
    const inThem = unread.filter((name) => empty.some((one) => name.startsWith(`${one}/`)));
    throw emptyClassesError(folder, empty, unreadCounts(inThem));
  }
  const stray = all - images.length;
  const notes = stray > 0 ? [`${stray} images lie in ${folder} itself and in no class.`] : [];
  return {
    layout: "class folders",
    labelsFrom: null,
    tableSplit: null,
    classes,
    images,
    otherFiles,
    notes,
  };
}

/**
 * Whether a label file gives the images of each folder, and of no other, one label. One of the split's
 * name has to name all images, as it may be there to choose some.
 */
function agrees({ path, outcome }: Covering, folders: ClassFolders): boolean {
  const { images } = outcome;
  if (splitOf(path) !== undefined && outcome.named < folders.images.length) return false;
  const folderOf = new Map(folders.images.map(({ name, label }) => [name, label]));
  const [labels, back] = [new Map<number, number>(), new Map<number, number>()];
  return images.every(({ name, label }) => {
    const folder = folderOf.get(name);
    if (folder === undefined) return false;
    if (!labels.has(folder)) labels.set(folder, label);
    if (!back.has(label)) back.set(label, folder);
    return labels.get(folder) === label && back.get(label) === folder;
  });
}

function told({ path, outcome }: Covering): string {
  return `${path} with labels of ${outcome.named} images`;
}
