import { z } from "zod";

/** Files of a sample that may have its class, the most telling first. */
export const labelKinds = ["cls", "json", "txt"] as const;
export type LabelKind = (typeof labelKinds)[number];

/** Fields that name a class, the most telling first. */
const fields = ["label", "cls", "class", "class_id", "category", "target"];
const labelSchema = z.union([z.int().nonnegative(), z.string()]).transform(String);

/** @returns the class's number or name; undefined where there is none */
export function labelIn(kind: LabelKind, content: string): string | undefined {
  const text = content.replace(/^\uFEFF/, "").trim();
  if (kind === "json") return labelInJson(text);
  return text === "" || /[\r\n]/.test(text) ? undefined : text;
}

function labelInJson(text: string): string | undefined {
  const about = z.record(z.string(), z.unknown()).safeParse(parsed(text));
  if (!about.success) return undefined;
  return fields
    .map((field) => labelSchema.safeParse(about.data[field]))
    .find(({ success }) => success)?.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
