import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { devkitClassesError, LabelLineError } from "../../errors/scan-errors.ts";
import { readLabelText } from "./read-text.ts";

/** ILSVRC2012_validation_ground_truth.txt and its kin. */
export function isDevkit(path: string): boolean {
  return /validation_ground_truth\.txt$/i.test(basename(path));
}

/**
 * The devkit's numbers as WordNet ids, by its map_clsloc.txt ("n02119789 1 kit_fox").
 * @throws `devkit-classes` where that is missing
 */
export function devkitClasses(path: string): (label: string, index: number) => string {
  const map = join(dirname(path), "map_clsloc.txt");
  if (!existsSync(map)) throw devkitClassesError(path);
  const ids = new Map<string, string>();
  for (const line of readLabelText(map).text.split(/\r?\n/)) {
    const found = /^(n\d{8})\s+(\d+)\b/.exec(line.trim());
    if (found !== null) ids.set(String(Number(found[2])), found[1] ?? "");
  }
  return (label, index) => {
    const id = ids.get(label);
    if (id === undefined)
      throw new LabelLineError(path, index + 1, `has a class that ${map} does not have`);
    return id;
  };
}
