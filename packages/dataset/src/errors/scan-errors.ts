import { KnownError } from "@vmoe-bench/contracts";
import { byFolders } from "../dataset.ts";
import type { ToldKind } from "@vmoe-bench/files";

const layouts =
  "Give a folder with a folder of images for each class (also below train, val or test), a folder of images with a label file, a .csv of paths and labels, or .tar shards. A label file of any name is taken with --labels FILE.";

/** The path that should hold images is not there, or may not be read. */
export class NoImageSourceError extends KnownError {
  override readonly code = "no-image-source";

  /** @param reason the system's code, such as ENOENT */
  constructor(path: string, reason: string, what: "images" | "file" = "images") {
    super(
      what === "images"
        ? `Can't read images from ${path} (${reason}).`
        : `The file ${path} can't be read (${reason}).`,
      what === "images"
        ? "Check the path that --data names."
        : "Check that it is there, is a file, and that you may read it.",
    );
  }
}

/** Nothing in the folder tells which class an image is of. */
export class NoClassesError extends KnownError {
  override readonly code = "no-classes";

  constructor(path: string, what: "folder" | "file", images: number) {
    super(
      images === 0
        ? what === "folder"
          ? `The folder ${path} has no images.`
          : `The file ${path} is no label file, table or shard: those are .txt, .csv, .tsv and .tar.`
        : `The folder ${path} has ${counted(images, "image")}, and nothing that says which class they are of.`,
      layouts,
    );
  }
}

/** Class folders that no image lies in. */
export class EmptyClassesError extends KnownError {
  override readonly code = "empty-classes";

  constructor(path: string, classes: readonly string[]) {
    super(
      `In ${path}, ${listed(classes)} ${classes.length === 1 ? "is a class" : "are classes"} without images.`,
      "Put images (.jpg, .jpeg, .png, .webp, .avif) there, or remove the empty folders.",
    );
  }
}

/** A link that leads back to a folder that it lies in. */
export class LinkLoopError extends KnownError {
  override readonly code = "link-loop";

  constructor(path: string) {
    super(`The link ${path} leads in a circle.`, "Remove that link.");
  }
}

/** More of something than is read. */
export class ScanLimitError extends KnownError {
  override readonly code = "scan-limit";

  constructor(path: string, what: string) {
    super(`${path} has more than ${what}.`, "Name a smaller part of it with --data.");
  }
}

/** A label file and the images beside it do not belong together. */
export class LabelCountError extends KnownError {
  override readonly code = "label-count";

  constructor(path: string, labels: number, folder: string, images: number) {
    super(
      `The label file ${path} has ${counted(labels, "label")}, and ${folder} has ${counted(images, "image")}.`,
      "Give the label file of exactly these images.",
    );
  }
}

/** A line of a label file or a table that can't be understood. */
export class LabelLineError extends KnownError {
  override readonly code = "label-line";

  /** @param line from 1 */
  constructor(path: string, line: number, problem: string) {
    super(
      `Line ${line} of ${path} ${problem}.`,
      'Write "name label" lines, one label a line, or a table with the columns path and label.',
    );
  }
}

/** A label file names images that are not there. */
export class MissingImagesError extends KnownError {
  override readonly code = "missing-images";

  constructor(path: string, folder: string, names: readonly string[]) {
    super(
      `${path} names ${counted(names.length, "image")} that ${names.length === 1 ? "is" : "are"} not in ${folder}: ${listed(names)}.`,
      "Put them there, or take their lines out; names are below that folder or below the file's own.",
    );
  }
}

/** Folders of splits lie lower than they were looked for. */
export class DeeperSplitsError extends KnownError {
  override readonly code = "deeper-splits";

  constructor(root: string, deeper: string) {
    super(
      `${root} has no folder of a split, and ${deeper} has: taken for classes they would be mixed.`,
      `Name that folder: --data ${deeper}`,
    );
  }
}

/** Label files, or folders and a label file, that say different things. */
export class SeveralLabelsError extends KnownError {
  override readonly code = "several-labels";

  constructor(folder: string, found: readonly string[]) {
    super(
      `What are the classes of the images in ${folder}? There are ${found.join(", and ")}.`,
      `Say which with --labels FILE, or with --labels ${byFolders} for a class a folder.`,
    );
  }
}

/** A table that names few of the images. */
export class FewLabelsError extends KnownError {
  override readonly code = "few-labels";

  constructor(path: string, folder: string, named: number, images: number) {
    super(
      `${path} gives labels to ${named} of the ${counted(images, "image")} in ${folder}, and nothing else says which class they are of.`,
      `Take only those with --labels ${path}, or give a label file of the others.`,
    );
  }
}

/** A label file that is something else. */
export class NotTextError extends KnownError {
  override readonly code = "not-text";

  constructor(path: string, { what, remedy }: ToldKind) {
    super(`The label file ${path} is ${what}.`, remedy);
  }
}

/** A name that leads out of the folder that the images lie in. */
export class PathOutsideError extends KnownError {
  override readonly code = "path-outside";

  constructor(source: string, name: string) {
    super(
      `${source} names ${JSON.stringify(name)}, which lies outside its folder.`,
      "Use paths below the folder, without .. and without a leading slash.",
    );
  }
}

/** Labels that number the devkit's classes, without the file that says which these are. */
export class DevkitClassesError extends KnownError {
  override readonly code = "devkit-classes";

  constructor(path: string) {
    super(
      `The labels in ${path} are numbers of the devkit, whose order is no model's.`,
      "Put the devkit's map_clsloc.txt beside it, or give a val.txt of names and labels.",
    );
  }
}

/** A tar file that ends too early or is none. */
export class BrokenTarError extends KnownError {
  override readonly code = "broken-tar";

  constructor(path: string, problem: string) {
    super(`The tar file ${path} ${problem}.`, "Get it again, or leave it out.");
  }
}

/** An image of a shard without its label, or the other way round. */
export class UnpairedSampleError extends KnownError {
  override readonly code = "unpaired-sample";

  constructor(path: string, key: string, missing: string) {
    super(
      `In ${path}, the sample "${key}" has no ${missing}.`,
      "Each sample is an image and a .cls file of the same name, side by side in the shard.",
    );
  }
}

/** A sample of a shard of which nothing says which image is meant. */
export class SeveralImagesError extends KnownError {
  override readonly code = "several-images";

  constructor(path: string, key: string, names: readonly [string, string]) {
    super(
      `In ${path}, the sample "${key}" has the images ${listed(names)}.`,
      "Leave one image for each name up to its first dot, such as the photo and not its mask.",
    );
  }
}

/** The first few of a list, with how many there are. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => JSON.stringify(name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** "1 image", "2 images" */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
