import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  DevkitClassesError,
  LabelCountError,
  LabelLineError,
  MissingImagesError,
  ScanLimitError,
} from "../../errors/scan-errors.ts";
import type { FoundImage } from "../found.ts";
import { limits } from "../limits.ts";
import { pathInside } from "./inside.ts";
import { parseLabelFile, type NamedLabel } from "./label-lines.ts";
import { labelsOf } from "./labels-of.ts";
import { readLabelText } from "./read-text.ts";
import { parseTable } from "./table.ts";

export interface Labelled {
  readonly classes: readonly string[] | null;
  readonly images: readonly FoundImage[];
}

export function isTable(path: string): boolean {
  return /\.(?:csv|tsv)$/i.test(path);
}

/**
 * Images by a table or a label file.
 * @param folder that the names are below
 * @param files images that lie there, by name, for labels without names
 * @param known classes in label order that numbers refer to
 * @throws LabelCountError, LabelLineError, MissingImagesError, PathOutsideError, DevkitClassesError
 */
export function labelledImages(
  path: string,
  folder: string,
  files: readonly string[],
  known: readonly string[] | null,
): Labelled {
  const text = readLabelText(path);
  if (isTable(path)) return namedImages(path, folder, files, parseTable(text, path), known);
  const parsed = parseLabelFile(text, path);
  if (parsed.kind === "named") {
    if (parsed.rows.length === 0) throw new LabelCountError(path, 0, folder, files.length);
    return namedImages(path, folder, files, parsed.rows, known);
  }
  const { labels: written } = parsed;
  if (written.length !== files.length)
    throw new LabelCountError(path, written.length, folder, files.length);
  const meant = isDevkit(path) ? written.map(devkitClass(path)) : written;
  const { classes, labels } = labelsOf(meant, known);
  return {
    classes,
    images: files.map((name, i) => ({
      name,
      label: labels[i] ?? 0,
      source: { kind: "file", path: join(folder, name) },
    })),
  };
}

function namedImages(
  path: string,
  folder: string,
  files: readonly string[],
  rows: readonly NamedLabel[],
  known: readonly string[] | null,
): Labelled {
  if (rows.length > limits.images)
    throw new ScanLimitError(path, `${limits.images.toLocaleString("en")} rows`);
  const { classes, labels } = labelsOf(
    rows.map(({ label }) => label),
    known,
  );
  const names = rows.map(({ name, line }) => pathInside(`Line ${line} of ${path}`, name));
  // Names are below the label file, as tables have them, or below the split's folder, as val.txt has.
  const beside = dirname(path);
  const base = names[0] !== undefined && existsSync(join(beside, names[0])) ? beside : folder;
  const images = names.map((name, i): FoundImage => {
    const source = { kind: "file", path: join(base, name) } as const;
    return { name, label: labels[i] ?? 0, source };
  });
  // Most are in the listing already: 50,000 questions to the disk take a second.
  const listed = new Set(base === folder ? files : []);
  const missing = images.filter(({ name }) => !listed.has(name) && !existsSync(join(base, name)));
  if (missing.length > 0)
    throw new MissingImagesError(
      path,
      missing.map(({ name }) => name),
    );
  return { classes, images };
}

/** ILSVRC2012_validation_ground_truth.txt and its kin. */
function isDevkit(path: string): boolean {
  return /validation_ground_truth\.txt$/i.test(basename(path));
}

/**
 * The devkit's numbers as WordNet ids, by its map_clsloc.txt ("n02119789 1 kit_fox").
 * @throws DevkitClassesError where that is missing
 */
function devkitClass(path: string): (label: string, index: number) => string {
  const map = join(dirname(path), "map_clsloc.txt");
  if (!existsSync(map)) throw new DevkitClassesError(path);
  const ids = new Map<string, string>();
  for (const line of readLabelText(map).split(/\r?\n/)) {
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
