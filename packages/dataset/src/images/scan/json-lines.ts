import { z } from "zod";
import { LabelLineError } from "../../errors/scan-errors.ts";
import type { NamedLabel } from "./label-lines.ts";
import { labelColumns, pathColumns, type Table } from "./table.ts";

const object = z.record(z.string(), z.unknown());
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
    if (!name.success || !label.success)
      throw new LabelLineError(
        path,
        line,
        `has ${[...fields.keys()].map((key) => JSON.stringify(key)).join(", ")} as fields, and none for the ${name.success ? "label" : "path"}`,
      );
    rows.push({ name: name.data, label: label.data, line });
  }
  if (rows.length === 0) throw new LabelLineError(path, 1, "is empty");
  return { rows, maybeTitles: null };
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
