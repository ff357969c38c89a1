import { join } from "node:path";
import {
  deeperClassesError,
  oneClassError,
  type NoClassesError,
} from "../../errors/scan-errors.ts";
import type { ClassFolders } from "./class-folders.ts";
import { listFolder } from "./walk.ts";

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
