import { LabelLineError } from "../../errors/scan-errors.ts";

export type LabelFile =
  | {
      /** Labels alone, in the order of the images' names. */
      readonly kind: "labels";
      readonly labels: readonly string[];
    }
  | { readonly kind: "named"; readonly rows: readonly NamedLabel[] };

export interface NamedLabel {
  readonly name: string;
  readonly label: string;
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
    else rows.push({ name: parts[1] ?? "", label: parts[2] ?? "", line: i + 1 });
    if (labels.length > 0 && rows.length > 0)
      throw new LabelLineError(path, i + 1, "is of another form than those before it");
  }
  return labels.length > 0 ? { kind: "labels", labels } : { kind: "named", rows };
}
