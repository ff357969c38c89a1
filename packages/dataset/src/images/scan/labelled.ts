import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { scanLimitError } from "../../errors/scan-errors.ts";
import { LabelCountError, LabelLineError, MissingImagesError } from "../../errors/label-errors.ts";
import type { SplitName } from "../../dataset.ts";
import { type FoundImage, limits, type TableSplit } from "../found.ts";
import { withoutComments } from "./comments.ts";
import { countedOnce } from "./counted-once.ts";
import {
  devkitClasses,
  isDevkit,
  labelsOf,
  type NamedLabel,
  parseLabelFile,
  readLabelText,
} from "./label-lines.ts";
import type { ImageIndex } from "./image-index.ts";
import { namesMeant } from "./names-meant.ts";
import { splitOfRows, tableSplitOf, unknownSplits, unknownSplitsNote } from "./table-splits.ts";
import { isImageName } from "./walk.ts";
import { looksLikeTable, parseJsonLines, parseTable, type Table } from "./table.ts";

export interface Labelled {
  readonly classes: readonly string[] | null;
  readonly images: readonly FoundImage[];
  /** Images of the folder that have a label, of all splits. */
  readonly named: number;
  /** The split that the images are of, where a table's column says it. */
  readonly tableSplit: TableSplit | null;
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
  readonly split: SplitName;
}

export function isTable(path: string): boolean {
  return /\.(?:csv|tsv|jsonl)$/i.test(path);
}

/**
 * The images of a folder by a table or a label file. Rows that name images of other folders are
 * passed over.
 * @throws LabelCountError, LabelLineError, MissingImagesError, `path-outside`, `devkit-classes`,
 *   `not-text`, `labels-of-image`, `no-split`
 */
export function labelledImages(path: string, place: LabelledPlace): Labelled {
  const { text: whole, encoding } = readLabelText(path);
  const { text, notes: comments } = withoutComments(whole, path);
  const notes = [
    ...(encoding === null ? [] : [`${path} is not UTF-8; it was read as ${encoding}.`]),
    ...comments,
  ];
  const named = (table: Table): Labelled => {
    const labelled = namedImages(path, place, table);
    return { ...labelled, notes: [...notes, ...table.notes, ...labelled.notes] };
  };
  if (isTable(path) || looksLikeTable(text))
    return named(/\.jsonl$/i.test(path) ? parseJsonLines(text, path) : parseTable(text, path));
  const { index, direct, known } = place;
  const parsed = parseLabelFile(text, path);
  if (parsed.kind === "named") {
    if (parsed.rows.length === 0) throw new LabelCountError(path, 0, index.folder, direct.length);
    return named({ rows: parsed.rows, maybeTitles: null, notes: [] });
  }
  const { labels: written } = parsed;
  if (written.length !== direct.length)
    throw new LabelCountError(path, written.length, index.folder, direct.length);
  const meant = isDevkit(path) ? written.map(devkitClasses(path)) : written;
  const { classes, labels } = labelsOf(meant, known);
  const images = direct.map((name, i) => imageAt(index.folder, name, labels[i] ?? 0));
  return { classes, images, named: images.length, tableSplit: null, notes };
}

function namedImages(
  path: string,
  { index, inner, known, split }: LabelledPlace,
  { rows, maybeTitles }: Table,
): Labelled {
  if (rows.length > limits.images)
    throw scanLimitError(path, `${limits.images.toLocaleString("en")} rows`);
  const meant = namesMeant(index.folder, dirname(path), inner);
  const used: NamedLabel[] = [];
  const missing: NamedLabel[] = [];
  for (const row of rows) {
    const { names, elsewhere } = meant(`Line ${row.line} of ${path}`, row.name);
    const onDisk = index.findFirst(names);
    if (onDisk !== undefined) used.push({ ...row, name: onDisk });
    else if (!existsSync(elsewhere)) missing.push(row);
  }
  const [first, ...others] = missing;
  const titles =
    first !== undefined && first === rows[0] ? titlesOf(path, maybeTitles, used) : null;
  const lost = titles === null ? missing : others;
  if (lost.length > 0)
    throw new MissingImagesError(
      path,
      index.folder,
      lost.map(({ name }) => name),
    );
  const { classes, labels } = labelsOf(
    used.map(({ label }) => label),
    known,
  );
  const once = countedOnce(
    path,
    used.map((row, i) => ({ ...row, number: labels[i] ?? 0 })),
  );
  const unknown = unknownSplits(rows);
  const { tableSplit, notes: ofSplit } =
    unknown.length === 0
      ? splitOfRows(path, once.rows, split)
      : { tableSplit: null, notes: [unknownSplitsNote(path, unknown)] };
  const images = once.rows
    .filter((row) => tableSplit === null || tableSplitOf(row) === tableSplit)
    .map(({ name, number }) => imageAt(index.folder, name, number));
  const ofTitles =
    titles === null
      ? []
      : [
          `The first line of ${path}, ${titles}, was taken for titles: the first column for the images, the second for their classes.`,
        ];
  const notes = [...ofTitles, ...once.notes, ...ofSplit];
  return { classes, images, named: once.rows.length, tableSplit, notes };
}

/**
 * What a first line says that names no image, where it is one of titles in another language.
 * @param used the other rows, as far as they name images
 * @throws LabelLineError where it does not say which columns are the path and the label
 */
function titlesOf(
  path: string,
  titles: readonly string[] | null,
  used: readonly NamedLabel[],
): string | null {
  if (titles === null || titles.some(isImageName)) return null;
  const said = titles.map((title) => JSON.stringify(title)).join(", ");
  if (titles.length > 2 || used.length === 0 || used.some(({ label }) => isImageName(label)))
    throw new LabelLineError(
      path,
      1,
      `has ${said} as columns, and which are the path and the label is not known`,
    );
  return said;
}

function imageAt(folder: string, name: string, label: number): FoundImage {
  return { name, label, source: { kind: "file", path: join(folder, name) } };
}
