import { realpathSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { pathOutsideError } from "../../errors/label-errors.ts";
import { pathInside } from "./image-index.ts";

interface NamesMeant {
  /** Below the images' folder, the likeliest first. */
  readonly names: readonly string[];
  /** The file, where it is none of these images. */
  readonly elsewhere: string;
}

/**
 * What a label file's names may mean: files below the images' folder, as val.txt has them, or below
 * the label file's. A whole path is taken where it leads into one of these.
 * @param inner the one folder of all images, which names may leave out
 * @returns what finds them for a name; it throws `path-outside`
 */
export function namesMeant(
  folder: string,
  beside: string,
  inner: string | null,
): (source: string, name: string) => NamesMeant {
  const folders = waysTo(folder);
  const around = [...folders, ...waysTo(beside)];
  return (source, name) => {
    if (isAbsolute(name)) {
      const file = resolve(name);
      if (!around.some((one) => below(one, file) !== undefined))
        throw pathOutsideError(source, name);
      return { names: folders.flatMap((one) => below(one, file) ?? []), elsewhere: file };
    }
    const inside = pathInside(source, name);
    const elsewhere = join(beside, inside);
    const seen = below(folder, elsewhere);
    const names = [seen, inside, ...(inner === null ? [] : [`${inner}/${inside}`])];
    return { names: [...new Set(names.flatMap((one) => one ?? []))], elsewhere };
  };
}

/** A folder's path as it was named, and as it is without links. */
function waysTo(folder: string): string[] {
  const named = resolve(folder);
  return [...new Set([named, realpathSync(named)])];
}

/** Undefined for a file that is not below the folder. */
function below(folder: string, file: string): string | undefined {
  const path = relative(folder, file);
  const isInside =
    path !== "" && !isAbsolute(path) && path !== ".." && !path.startsWith(`..${sep}`);
  return isInside ? path.split(sep).join("/") : undefined;
}
