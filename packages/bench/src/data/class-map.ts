import { checkJson, KnownError } from "@vmoe-bench/contracts";
import type { FoundImages } from "@vmoe-bench/dataset/images";
import { readTextFile } from "@vmoe-bench/files";
import { z } from "zod";

/** A class may be called by its number. */
const className = z.union([z.string().max(1_000), z.int().nonnegative().transform(String)]);
const classMapSchema = z.record(z.string().max(1_000), className);
export type ClassMap = z.output<typeof classMapSchema>;

/** A class map for other images. */
function classMapError(path: string, reason: string): KnownError {
  return new KnownError(
    "class-map",
    `The class map ${path} can't be used: ${reason}.`,
    "Look at the path and the names in it.",
  );
}

/** @throws `file-not-readable`, InvalidValueError */
export async function readClassMap(path: string): Promise<ClassMap> {
  return checkJson(classMapSchema, await readTextFile(path), path);
}

/**
 * Images under the names that a map gives their classes; several may become one. Where labels are
 * numbers, the map is from numbers.
 * @throws `class-map` for a class that the images don't have
 */
export function withClassMap(found: FoundImages, map: ClassMap, path: string): FoundImages {
  const numbers = found.images.reduce((most, { label }) => Math.max(most, label), 0) + 1;
  const classes = found.classes ?? Array.from({ length: numbers }, (_, label) => String(label));
  const own = classes.map((name) => name.normalize("NFC"));
  const wanted = new Map(Object.entries(map).map(([name, to]) => [name.normalize("NFC"), to]));
  for (const name of wanted.keys())
    if (!own.includes(name)) throw classMapError(path, `the images have no class "${name}"`);
  const named = own.map((name, i) => wanted.get(name) ?? classes[i] ?? "");
  const distinct = [...new Set(named)];
  const positions = new Map(distinct.map((name, i) => [name, i]));
  const images = found.images.map((image) => ({
    ...image,
    label: positions.get(named[image.label] ?? "") ?? 0,
  }));
  return { ...found, classes: distinct, images };
}
