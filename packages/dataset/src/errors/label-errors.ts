import { KnownError } from "@vmoe-bench/contracts";
import type { ToldKind } from "@vmoe-bench/files";
import { byFolders } from "../dataset.ts";
import { NoClassesError, counted, listed } from "./scan-errors.ts";

/** The rows of a table are of other splits only. */
export function noSplitRowsError(
  path: string,
  wanted: readonly string[],
  there: readonly string[],
): KnownError {
  return new KnownError(
    "no-split",
    `By its column "split", ${path} has no image of ${wanted.join(" or ")}, only of ${there.join(" and ")}.`,
    `Where the command has it, as \`datasets\` does, say --split ${there.includes("train") ? "train" : "test"}. Else write ${wanted.join(" or ")} into the rows to take, or leave that column out.`,
  );
}

/** A table that says which split images are of, and not their classes. */
export function unlabelledSplitsError(path: string): KnownError {
  return new KnownError(
    "unlabelled-splits",
    `${path} has a column "split", and none for the label.`,
    `Add the column "label". Where folders are the classes and all images are to be taken, say --labels ${byFolders}.`,
  );
}

/** Rows of a label file that contradict each other. */
export function severalLabelsOfImageError(
  path: string,
  images: number,
  told: readonly string[],
): KnownError {
  const most = 3;
  const more = images > most ? `; and ${images - most} more` : "";
  return new KnownError(
    "labels-of-image",
    `${path} contradicts itself about ${counted(images, "image")}: ${told.slice(0, most).join("; ")}${more}.`,
    "Leave one line for each image: an image is of one class, and of one split.",
  );
}

/** A label file and the images beside it do not belong together. */
export class LabelCountError extends KnownError {
  constructor(path: string, labels: number, folder: string, images: number) {
    super(
      "label-count",
      `The label file ${path} has ${counted(labels, "label")}, and ${folder} has ${counted(images, "image")}.`,
      "Give the label file of exactly these images.",
    );
  }
}

/** A line of a label file or a table that can't be understood. */
export class LabelLineError extends KnownError {
  /** @param line from 1 */
  constructor(path: string, line: number, problem: string) {
    super(
      "label-line",
      `Line ${line} of ${path} ${problem}.`,
      'Write "name label" lines, one label a line, or a table with the columns path and label.',
    );
  }
}

/** A label file names images that are not there. */
export class MissingImagesError extends KnownError {
  constructor(path: string, folder: string, names: readonly string[]) {
    super(
      "missing-images",
      `${path} names ${counted(names.length, "image")} that ${names.length === 1 ? "is" : "are"} not in ${folder}: ${listed(names)}.`,
      "Put them there, or take their lines out; names are below that folder or below the file's own.",
    );
  }
}

/** Label files, or folders and a label file, that say different things. */
export function severalLabelsError(folder: string, found: readonly string[]): KnownError {
  return new KnownError(
    "several-labels",
    `What are the classes of the images in ${folder}? There are ${found.join(", and ")}.`,
    `Say which with --labels FILE, or with --labels ${byFolders} for a class a folder.`,
  );
}

/** A table that names few of the images. */
export function fewLabelsError(
  path: string,
  folder: string,
  named: number,
  images: number,
): KnownError {
  return new KnownError(
    "few-labels",
    `${path} gives labels to ${named} of the ${counted(images, "image")} in ${folder}, and nothing else says which class they are of.`,
    `Take only those with --labels ${path}, or give a label file of the others.`,
  );
}

/** A label file that is something else. */
export function notTextError(path: string, { what, remedy }: ToldKind): KnownError {
  return new KnownError("not-text", `The label file ${path} is ${what}.`, remedy);
}

/** A name that leads out of the folder that the images lie in. */
export function pathOutsideError(source: string, name: string): KnownError {
  return new KnownError(
    "path-outside",
    `${source} names ${JSON.stringify(name)}, which lies outside its folder.`,
    "Use paths of files in that folder.",
  );
}

/** Labels that number the devkit's classes, without the file that says which these are. */
export function devkitClassesError(path: string): KnownError {
  return new KnownError(
    "devkit-classes",
    `The labels in ${path} are numbers of the devkit, whose order is no model's.`,
    "Put the devkit's map_clsloc.txt beside it, or give a val.txt of names and labels.",
  );
}

/** Texts beside the images that say what is in each, and not of which class it is. */
export function captionsError(
  path: string,
  first: string,
  different: number,
  images: number,
): KnownError {
  const shown = first.length > 60 ? `${first.slice(0, 60)}…` : first;
  return new NoClassesError(
    `The .txt files of ${path} look like captions: ${different} different ones for ${images} images, such as ${JSON.stringify(shown)}.`,
    'Give each sample its class in a .cls file, or in .json as "label". Where these are the classes, rename the .txt files to .cls.',
  );
}

/** A sample of a shard of which nothing says which image is meant. */
export function severalImagesError(
  path: string,
  key: string,
  names: readonly [string, string],
): KnownError {
  return new KnownError(
    "several-images",
    `In ${path}, the sample "${key}" has the images ${listed(names)}.`,
    "Leave one image for each name up to its first dot, such as the photo and not its mask.",
  );
}
