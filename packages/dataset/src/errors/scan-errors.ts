import { KnownError } from "@vmoe-bench/contracts";
import type { ToldKind } from "@vmoe-bench/files";
import { join } from "node:path";
import { byFolders } from "../dataset.ts";

const layouts =
  "Give a folder with a folder of images for each class (also below train, val or test), a folder of images with a label file, a .csv of paths and labels, or .tar shards. A label file of any name is taken with --labels FILE.";

/**
 * The path that should hold images is not there, or may not be read.
 *
 * @param reason the system's code, such as ENOENT
 */
export function noImageSourceError(
  path: string,
  reason: string,
  what: "images" | "file" = "images",
): KnownError {
  return new KnownError(
    "no-image-source",
    what === "images"
      ? `Can't read images from ${path} (${reason}).`
      : `The file ${path} can't be read (${reason}).`,
    what === "images"
      ? "Check the path that --data names."
      : "Check that it is there, is a file, and that you may read it.",
  );
}

/** There are folders of other splits only. */
export function noSplitFolderError(
  root: string,
  wanted: readonly string[],
  there: readonly string[],
): KnownError {
  const [first = ""] = there;
  const option = /^train(?:ing)?$/i.test(first) ? "train" : "test";
  const says = /^(?:train(?:ing)?|test|val|valid|validation)$/i.test(first)
    ? `Where the command has it, as \`datasets\` does, say --split ${option}. Else name`
    : "Name";
  return new KnownError(
    "no-split",
    `Can't read images from ${join(root, wanted.join(" or "))} (there is no such folder, only ${there.join(" and ")}).`,
    `${says} the folder to take, as ${join(root, first)}, or put images into ${join(root, wanted[0] ?? "")}.`,
  );
}

/** Nothing tells which class an image is of. */
export class NoClassesError extends KnownError {
  constructor(message: string, remedy = layouts) {
    super("no-classes", message, remedy);
  }
}

/**
 * A place without images.
 * @param packed files in it that may have some inside
 */
export function noImagesError(
  path: string,
  what: "folder" | "shard",
  packed: readonly string[] = [],
): NoClassesError {
  if (packed.length === 0) return new NoClassesError(`The ${what} ${path} has no images.`);
  return new NoClassesError(
    `The ${what} ${path} has no images, and ${listed(packed)}, of which nothing is unpacked here.`,
    "Unpack that, and name the folder with the images.",
  );
}

/** Images in a folder, and no more. */
export function unlabelledError(path: string, images: number): NoClassesError {
  return new NoClassesError(
    `The folder ${path} has ${counted(images, "image")}, and nothing that says which class they are of.`,
  );
}

/** All images lie in one folder, which says nothing. */
export function oneClassError(path: string, only: string, images: number): NoClassesError {
  return new NoClassesError(
    `All ${counted(images, "image")} in ${path} ${images === 1 ? "lies" : "lie"} in ${JSON.stringify(only)}: as a class it would be the only one.`,
    `Where it is a class, say --labels ${byFolders}. ${layouts}`,
  );
}

/** The folders of the classes lie lower than they were looked for. */
export function deeperClassesError(path: string, deeper: string, classes: number): NoClassesError {
  return new NoClassesError(
    `All images in ${path} lie in ${deeper}, which has ${classes} folders of images: they would be one class.`,
    `Name that folder: --data ${deeper}; or, where all are of one class, say --labels ${byFolders}.`,
  );
}

/** A file that is no set of images. */
export function notImagesError(path: string, told: ToldKind | "image" | undefined): KnownError {
  if (told === undefined)
    return new NoClassesError(
      `The file ${path} is no label file, table or shard: those are .txt, .csv, .tsv, .jsonl and .tar.`,
    );
  if (told === "image")
    return new NoClassesError(`The file ${path} is one image.`, `Name its folder. ${layouts}`);
  return new KnownError("not-images", `The file ${path} is ${told.what}.`, told.remedy);
}

/**
 * More pictures in formats that are not read than others.
 * @param formats "3 TIFF"
 */
export function unreadFormatsError(path: string, formats: string, images: number): KnownError {
  return new KnownError(
    "unread-formats",
    `The pictures in ${path} are ${formats}, which are not read, and ${images === 0 ? "no others" : `only ${images} others`}.`,
    unreadRemedy,
  );
}

export const unreadRemedy =
  "Convert them to PNG, which keeps every pixel of 8 bits, or take them out.";

/**
 * Class folders that no image lies in.
 * @param unread "3 BMP": pictures in them that are not read; "" for none
 */
export function emptyClassesError(
  path: string,
  classes: readonly string[],
  unread = "",
): KnownError {
  const problem = `In ${path}, ${listed(classes)} ${classes.length === 1 ? "is a class" : "are classes"} without images`;
  return unread === ""
    ? new KnownError(
        "empty-classes",
        `${problem}.`,
        "Put images (.jpg, .jpeg, .png, .webp, .avif) there, or remove the empty folders.",
      )
    : new KnownError(
        "empty-classes",
        `${problem} that are read, with ${unread}, which are not.`,
        unreadRemedy,
      );
}

/** A link that leads back to a folder that it lies in. */
export function linkLoopError(path: string): KnownError {
  return new KnownError("link-loop", `The link ${path} leads in a circle.`, "Remove that link.");
}

/** More of something than is read. */
export function scanLimitError(path: string, what: string): KnownError {
  return new KnownError(
    "scan-limit",
    `${path} has more than ${what}.`,
    "Name a smaller part of it with --data.",
  );
}

/** Folders of splits lie lower than they were looked for. */
export function deeperSplitsError(root: string, deeper: string): KnownError {
  return new KnownError(
    "deeper-splits",
    `${root} has no folder of a split, and ${deeper} has: taken for classes they would be mixed.`,
    `Name that folder: --data ${deeper}`,
  );
}

/** A tar file that ends too early or is none. */
export function brokenTarError(
  path: string,
  problem: string,
  remedy = "Get it again, or leave it out.",
): KnownError {
  return new KnownError("broken-tar", `The tar file ${path} ${problem}.`, remedy);
}

/** An image of a shard without its label, or the other way round. */
export function unpairedSampleError(path: string, key: string, missing: string): KnownError {
  return new KnownError(
    "unpaired-sample",
    `In ${path}, the sample "${key}" has no ${missing}.`,
    "Each sample is an image and a .cls file of the same name, side by side in the shard. Where the shard's folders are the classes, unpack it, and name the folder.",
  );
}

/** The first few of a list, with how many there are. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => JSON.stringify(name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** "1 image", "2 images" */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
