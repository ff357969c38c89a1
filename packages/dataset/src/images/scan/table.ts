import { z } from "zod";
import { LabelLineError, unlabelledSplitsError } from "../../errors/label-errors.ts";
import { oneHotLabels } from "./one-hot.ts";
import { tableSplitOf } from "./table-splits.ts";
import { isImageName } from "./walk.ts";
import type { NamedLabel } from "./label-lines.ts";

/** The most wanted first: a table may have a number of its own for each row. */
const pathColumns =
  "path filepath file_path file filename file_name image_path image image_name imageid image_id img name id".split(
    " ",
  );
const labelColumns =
  "label class category target predictionstring class_name label_name classname class_id label_id breed species".split(
    " ",
  );

/** Which split each image is of. */
const splitColumn = "split";

export interface Table {
  readonly rows: readonly NamedLabel[];
  /** The first row, where it has none of the known titles: it may have others. */
  readonly maybeTitles: readonly string[] | null;
  readonly notes: readonly string[];
}

/** Whether the first line of a text is a cell with an image's name, a separator, and more. */
export function looksLikeTable(text: string): boolean {
  const cell = /^\uFEFF?\s*"?([^,;|\t\r\n"]+)"?[,;|\t]/.exec(text)?.[1];
  return cell !== undefined && isImageName(cell);
}

/**
 * A table of paths and labels. Its separator is a comma, a semicolon, a tab or a bar, by its first row. The
 * columns are told by a first row with known names; without one they are the first two. Of Kaggle's
 * LOC_val_solution.csv, which lists boxes, the class is the first word. Where no column is known for the
 * label, the others may be a class each.
 * @throws LabelLineError
 */
export function parseTable(text: string, path: string): Table {
  const rows = parseCsv(text, path, separatorOf(text, path));
  const [first] = rows;
  if (first === undefined) throw new LabelLineError(path, 1, "is empty");
  const { titles, pathAt, labelAt } = columnsOf(first);
  const splitAt = titles.indexOf(splitColumn);
  const others = [...titles.keys()].filter(
    (at) => at === splitAt || pathColumns.includes(titles[at] ?? ""),
  );
  const oneHot =
    pathAt >= 0 && labelAt < 0 ? oneHotLabels(path, first.cells, others, rows.slice(1)) : undefined;
  const titled = pathAt >= 0 && (labelAt >= 0 || oneHot !== undefined);
  if (!titled && isFileColumn(titles[pathAt]) && saysSplits(rows.slice(1), splitAt))
    throw unlabelledSplitsError(path);
  if (!titled && namesColumns(titles))
    throw new LabelLineError(
      path,
      first.line,
      `has ${titles.map((title) => JSON.stringify(title)).join(", ")} as columns, and none for ${pathAt < 0 ? "the path" : "the label"}`,
    );
  const boxes = titled && titles[labelAt] === "predictionstring";
  const named = rows.slice(titled ? 1 : 0).map(({ cells, line }, i) => {
    const name = cells[titled ? pathAt : 0]?.trim() ?? "";
    const cell = oneHot?.labels[i] ?? cells[titled ? labelAt : 1]?.trim() ?? "";
    const split = titled && splitAt >= 0 ? (cells[splitAt]?.trim() ?? "") : null;
    if (name === "" || cell === "") throw new LabelLineError(path, line, "has no path or no label");
    return { name, label: boxes ? (cell.split(" ")[0] ?? "") : cell, split, line };
  });
  return {
    rows: named,
    maybeTitles: titled ? null : first.cells,
    notes: oneHot === undefined ? [] : [oneHot.note],
  };
}

function saysSplits(rows: readonly Row[], column: number): boolean {
  return (
    rows.length > 0 &&
    rows.every(({ cells }) => tableSplitOf({ split: cells[column]?.trim() ?? null }) !== undefined)
  );
}

/** Whether a first row that does not name both columns is one of titles all the same. */
function namesColumns(titles: readonly string[]): boolean {
  return titles.some((title) => isTitle(title) && isFileColumn(title));
}

/** Tables of other things have a name or an id as well. */
function isFileColumn(title: string | undefined): boolean {
  return title !== undefined && title !== "name" && title !== "id";
}

function isTitle(title: string): boolean {
  return pathColumns.includes(title) || labelColumns.includes(title);
}

function columnsOf({ cells }: Row) {
  const titles = cells.map((cell) => cell.trim().toLowerCase());
  const at = (names: readonly string[]) =>
    names.map((name) => titles.indexOf(name)).find((position) => position >= 0) ?? -1;
  return { titles, pathAt: at(pathColumns), labelAt: at(labelColumns) };
}

/** The one that gives the first row the known titles, else the one that it has most of. */
function separatorOf(text: string, path: string): Separator {
  const first = /^\uFEFF?[\r\n]*([^\r\n]*)/.exec(text)?.[1] ?? "";
  if (/\.tsv$/i.test(path) && first.includes("\t")) return "\t";
  const separators = [",", ";", "\t", "|"] as const;
  const count = (separator: Separator) => first.split(separator).length - 1;
  const titled = separators.find(
    (one) => count(one) > 0 && first.split(one).some((cell) => isTitle(unquoted(cell))),
  );
  return titled ?? separators.toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}

function unquoted(cell: string): string {
  return cell.trim().replaceAll('"', "").toLowerCase();
}

interface Row {
  readonly cells: readonly string[];
  /** Where it starts, from 1. */
  readonly line: number;
}

type Separator = "," | ";" | "\t" | "|";

/**
 * Rows of a table as RFC 4180 has them: quotes around cells, doubled inside. Empty rows are passed
 * over.
 * @throws LabelLineError
 */
export function parseCsv(text: string, path: string, separator: Separator): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = "";
  let state: "start" | "plain" | "quoted" | "closed" = "start";
  let line = 1;
  let startLine = 1;
  const endCell = (): void => {
    cells.push(cell);
    cell = "";
    state = "start";
  };
  const endRow = (): void => {
    endCell();
    if (cells.some((one) => one !== "")) rows.push({ cells, line: startLine });
    cells = [];
    startLine = line;
  };
  const content = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  for (let i = 0; i < content.length; i++) {
    const c = content.charAt(i);
    if (c === "\n") line++;
    if (state === "quoted") {
      if (c === '"') state = "closed";
      else cell += c;
    } else if (state === "closed" && c === '"') {
      cell += c;
      state = "quoted";
    } else if (c === separator) endCell();
    else if (c === "\n") endRow();
    else if (c === '"' && state === "start") state = "quoted";
    else if (state === "closed")
      throw new LabelLineError(path, line, "goes on after a closing quote");
    else {
      cell += c;
      state = "plain";
    }
  }
  if (state === "quoted")
    throw new LabelLineError(path, startLine, "has a quote that is never closed");
  if (cell !== "" || cells.length > 0) endRow();
  return rows;
}

const object = z.record(z.string(), z.unknown());
/** A value that is no text is no split's name. */
const jsonSplitSchema = z.union([
  z.undefined().transform(() => null),
  z.string().trim(),
  z.unknown().transform((value) => JSON.stringify(value)),
]);
const labelSchema = z.union([z.int().nonnegative(), z.string().min(1)]).transform(String);

/**
 * An object a line with a path and a label, as `metadata.jsonl` of Hugging Face's ImageFolder. Empty
 * lines are passed over.
 * @throws LabelLineError
 */
export function parseJsonLines(text: string, path: string): Table {
  const rows: NamedLabel[] = [];
  for (const [i, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (raw.trim() === "") continue;
    const line = i + 1;
    const about = object.safeParse(parsed(raw));
    if (!about.success) throw new LabelLineError(path, line, "is no JSON object");
    const fields = new Map(
      Object.entries(about.data).map(([key, value]) => [key.toLowerCase(), value]),
    );
    const name = z.string().min(1).safeParse(firstOf(fields, pathColumns));
    const label = labelSchema.safeParse(firstOf(fields, labelColumns));
    const split = jsonSplitSchema.parse(fields.get(splitColumn));
    if (name.success && !label.success && tableSplitOf({ split }) !== undefined)
      throw unlabelledSplitsError(path);
    if (!name.success || !label.success)
      throw new LabelLineError(
        path,
        line,
        `has ${[...fields.keys()].map((key) => JSON.stringify(key)).join(", ")} as fields, and none for the ${name.success ? "label" : "path"}`,
      );
    rows.push({
      name: name.data,
      label: label.data,
      split,
      line,
    });
  }
  if (rows.length === 0) throw new LabelLineError(path, 1, "is empty");
  // A line without the field, where others have it, is of no split that is known.
  const hasSplits = rows.some(({ split }) => split !== null);
  const split = hasSplits ? rows.map((row) => ({ ...row, split: row.split ?? "" })) : rows;
  return { rows: split, maybeTitles: null, notes: [] };
}

function firstOf(fields: ReadonlyMap<string, unknown>, names: readonly string[]): unknown {
  return fields.get(names.find((name) => fields.has(name)) ?? "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
