import { join } from "node:path";
import {
  deeperClassesError,
  type NoClassesError,
  oneClassError,
  scanLimitError,
} from "../../errors/scan-errors.ts";
import { type FoundImage, limits } from "../found.ts";
import { imagesBelow, listFolder, type Listing } from "./walk.ts";

export interface ClassFolders {
  readonly classes: readonly string[];
  readonly images: readonly FoundImage[];
  /** Classes that no image lies in. */
  readonly empty: readonly string[];
  /** Files that are no images, and images that lie in no class. */
  readonly otherFiles: number;
}

/**
 * A folder for each class, as torchvision's ImageFolder: labels in the order of the names.
 * @throws `scan-limit`, `link-loop`
 */
export function classFolders(root: string, listing: Listing): ClassFolders {
  const classes = listing.folders;
  if (classes.length > limits.classes)
    throw scanLimitError(root, `${limits.classes.toLocaleString("en")} classes`);
  const images: FoundImage[] = [];
  const empty: string[] = [];
  let otherFiles = listing.others.length + listing.images.length;
  for (const [label, name] of classes.entries()) {
    const walked = imagesBelow(join(root, name));
    otherFiles += walked.others;
    if (walked.images.length === 0) empty.push(name);
    for (const below of walked.images)
      images.push({
        name: `${name}/${below}`,
        label,
        source: { kind: "file", path: join(root, name, below) },
      });
    if (images.length > limits.images)
      throw scanLimitError(root, `${limits.images.toLocaleString("en")} images`);
  }
  return { classes, images, empty, otherFiles };
}

/** The one folder that has all images, where nothing says that it is a class. */
export function onlyClass(
  folders: ClassFolders | undefined,
  known: readonly string[] | null,
): string | undefined {
  const [only, another] = folders?.classes ?? [];
  if (only === undefined || another !== undefined || known?.includes(only) === true)
    return undefined;
  return only;
}

/** The classes may lie in it, or be said nowhere. */
export function whyNoClass(folder: string, only: string, images: number): NoClassesError {
  const { deeper, classes } = firstWithSeveral(join(folder, only));
  return classes > 1
    ? deeperClassesError(folder, deeper, classes)
    : oneClassError(folder, only, images);
}

function firstWithSeveral(folder: string): { readonly deeper: string; readonly classes: number } {
  const { folders, images } = listFolder(folder);
  const [only] = folders;
  if (images.length > 0 || only === undefined) return { deeper: folder, classes: 0 };
  if (folders.length === 1) return firstWithSeveral(join(folder, only));
  return { deeper: folder, classes: folders.length };
}
