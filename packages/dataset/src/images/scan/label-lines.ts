import { existsSync, readFileSync, statSync } from "node:fs";
import { kindOfFile, tellKind } from "@vmoe-bench/files";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { basename, dirname, join } from "node:path";
import { noImageSourceError, scanLimitError } from "../../errors/scan-errors.ts";
import { devkitClassesError, LabelLineError, notTextError } from "../../errors/label-errors.ts";
import { limits } from "../found.ts";
import { byName } from "./walk.ts";

type LabelFile =
  | {
      /** Labels alone, in the order of the images' names. */
      readonly kind: "labels";
      readonly labels: readonly string[];
    }
  | { readonly kind: "named"; readonly rows: readonly NamedLabel[] };

export interface NamedLabel {
  readonly name: string;
  readonly label: string;
  /** As a table's column of splits has it; null where there is no such column. */
  readonly split: string | null;
  /** From 1. */
  readonly line: number;
}

/**
 * A label file: one label a line, or "name label" lines as Caffe's val.txt. Empty lines are passed
 * over. Where lines have two parts, the label is the last.
 * @throws LabelLineError
 */
export function parseLabelFile(text: string, path: string): LabelFile {
  const rows: NamedLabel[] = [];
  const labels: string[] = [];
  for (const [i, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trim();
    if (line === "") continue;
    if (line.includes("\0")) throw new LabelLineError(path, i + 1, "is not text");
    const parts = /^(.*\S)\s+(\S+)$/.exec(line);
    if (parts === null) labels.push(line);
    else rows.push({ name: parts[1] ?? "", label: parts[2] ?? "", split: null, line: i + 1 });
    if (labels.length > 0 && rows.length > 0)
      throw new LabelLineError(path, i + 1, "is of another form than those before it");
  }
  return labels.length > 0 ? { kind: "labels", labels } : { kind: "named", rows };
}

interface LabelText {
  readonly text: string;
  /** Where it is not UTF-8. */
  readonly encoding: "utf-16le" | "utf-16be" | "windows-1252" | null;
}

/** @throws `no-image-source`, `scan-limit`, `not-text` for what is no text by its first bytes */
export function readLabelText(path: string): LabelText {
  try {
    if (statSync(path).size > limits.labelFileBytes)
      throw scanLimitError(path, `${limits.labelFileBytes / 2 ** 20} MiB`);
    const bytes = readFileSync(path);
    const kind = kindOfFile(bytes);
    // An empty label file is told by what reads it.
    if (kind !== undefined && kind !== "empty") throw notTextError(path, tellKind(kind));
    return decoded(bytes);
  } catch (error) {
    const code = systemErrorCode(error);
    if (error instanceof KnownError || code === undefined) throw error;
    throw noImageSourceError(path, code, "file");
  }
}

/** By the byte order mark or a first letter of two bytes, else UTF-8, else what Windows has in western Europe. */
function decoded(bytes: Buffer): LabelText {
  const [first, second] = bytes;
  const encoding =
    (first === 0xff && second === 0xfe) || second === 0
      ? "utf-16le"
      : (first === 0xfe && second === 0xff) || first === 0
        ? "utf-16be"
        : isUtf8(bytes)
          ? null
          : "windows-1252";
  return { text: new TextDecoder(encoding ?? "utf-8").decode(bytes), encoding };
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

interface Labels {
  /** In label order; null where labels are numbers and nothing says of which classes. */
  readonly classes: readonly string[] | null;
  readonly labels: readonly number[];
}

/**
 * Labels as they are written, as numbers.
 * @param known classes in label order that numbers refer to, where something says so
 */
export function labelsOf(written: readonly string[], known: readonly string[] | null): Labels {
  const numbers = written.every((label) => /^\d{1,7}$/.test(label));
  if (numbers) {
    const labels = written.map(Number);
    const inside = known !== null && labels.every((label) => label < known.length);
    return { classes: inside ? known : null, labels };
  }
  const classes = [...new Set(written)].toSorted(byName);
  const positions = new Map(classes.map((name, i) => [name, i]));
  return { classes, labels: written.map((name) => positions.get(name) ?? 0) };
}

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
    const entry = /^(n\d{8})\s+(\d+)\b/.exec(line.trim());
    if (entry !== null) ids.set(String(Number(entry[2])), entry[1] ?? "");
  }
  return (label, index) => {
    const id = ids.get(label);
    if (id === undefined)
      throw new LabelLineError(path, index + 1, `has a class that ${map} does not have`);
    return id;
  };
}
