import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { LabelCountError, MissingImagesError, scanLimitError } from "../../errors/scan-errors.ts";
import type { FoundImage } from "../found.ts";
import { limits } from "../limits.ts";
import { devkitClasses, isDevkit } from "./devkit.ts";
import type { ImageIndex } from "./image-index.ts";
import { pathInside } from "./inside.ts";
import { parseLabelFile, type NamedLabel } from "./label-lines.ts";
import { labelsOf } from "./labels-of.ts";
import { readLabelText } from "./read-text.ts";
import { parseTable } from "./table.ts";

export interface Labelled {
  readonly classes: readonly string[] | null;
  readonly images: readonly FoundImage[];
  /** What a reader of the labels should know; whole sentences. */
  readonly notes: readonly string[];
}

/** Where the images lie that a label file is about. */
export interface LabelledPlace {
  readonly index: ImageIndex;
  /** The one folder in it that has all of its images, which names may leave out; null for several. */
  readonly inner: string | null;
  /** Images directly in the folder, for labels without names. */
  readonly direct: readonly string[];
  /** Classes in label order that numbers refer to, where something says so. */
  readonly known: readonly string[] | null;
}

export function isTable(path: string): boolean {
  return /\.(?:csv|tsv)$/i.test(path);
}

/**
 * The images of a folder by a table or a label file. Rows that name images of other folders are
 * passed over.
 * @throws LabelCountError, LabelLineError, MissingImagesError, `path-outside`, `devkit-classes`,
 *   `not-text`
 */
export function labelledImages(path: string, place: LabelledPlace): Labelled {
  const { text, encoding } = readLabelText(path);
  const notes = encoding === null ? [] : [`${path} is not UTF-8; it was read as ${encoding}.`];
  if (isTable(path)) {
    return { ...namedImages(path, place, parseTable(text, path)), notes };
  }
  const { index, direct, known } = place;
  const parsed = parseLabelFile(text, path);
  if (parsed.kind === "named") {
    if (parsed.rows.length === 0) throw new LabelCountError(path, 0, index.folder, direct.length);
    return { ...namedImages(path, place, parsed.rows), notes };
  }
  const { labels: written } = parsed;
  if (written.length !== direct.length)
    throw new LabelCountError(path, written.length, index.folder, direct.length);
  const meant = isDevkit(path) ? written.map(devkitClasses(path)) : written;
  const { classes, labels } = labelsOf(meant, known);
  const images = direct.map((name, i) => imageAt(index.folder, name, labels[i] ?? 0));
  return { classes, images, notes };
}

function namedImages(
  path: string,
  { index, inner, known }: LabelledPlace,
  rows: readonly NamedLabel[],
): Omit<Labelled, "notes"> {
  if (rows.length > limits.images)
    throw scanLimitError(path, `${limits.images.toLocaleString("en")} rows`);
  // Names are below the images' folder, as val.txt has them, or below the label file's.
  const beside = dirname(path);
  const used: NamedLabel[] = [];
  const missing: string[] = [];
  for (const row of rows) {
    const name = pathInside(`Line ${row.line} of ${path}`, row.name);
    const seen = relative(index.folder, join(beside, name)).split(sep).join("/");
    const found =
      (seen.startsWith("../") ? undefined : index.find(seen)) ??
      (seen === name ? undefined : index.find(name)) ??
      (inner === null ? undefined : index.find(`${inner}/${name}`));
    if (found !== undefined) used.push({ ...row, name: found });
    else if (!existsSync(join(beside, name))) missing.push(name);
  }
  if (missing.length > 0) throw new MissingImagesError(path, index.folder, missing);
  const { classes, labels } = labelsOf(
    used.map(({ label }) => label),
    known,
  );
  const images = used.map(({ name }, i) => imageAt(index.folder, name, labels[i] ?? 0));
  return { classes, images };
}

function imageAt(folder: string, name: string, label: number): FoundImage {
  return { name, label, source: { kind: "file", path: join(folder, name) } };
}
