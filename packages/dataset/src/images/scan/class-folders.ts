import { join } from "node:path";
import { scanLimitError } from "../../errors/scan-errors.ts";
import type { FoundImage } from "../found.ts";
import { limits } from "../limits.ts";
import { imagesBelow, type Listing } from "./walk.ts";

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
    const found = imagesBelow(join(root, name));
    otherFiles += found.others;
    if (found.images.length === 0) empty.push(name);
    for (const below of found.images)
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
