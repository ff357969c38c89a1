import path from "node:path";
import { checkJson, InvalidValueError } from "@vmoe-bench/contracts";
import { readTextFile } from "@vmoe-bench/files";
import { z } from "zod";

const written = z.looseObject({
  extends: z.string().min(1).optional(),
  description: z.string().min(1).optional(),
});

/** What a recipe's file decides, with what it takes from those that it extends. */
export interface RecipeFile {
  readonly file: string;
  /** Why it is there, what it cost and what it gave; undefined where its own file does not say. */
  readonly description: string | undefined;
  readonly fields: JsonFields;
}

/**
 * Reads a recipe's file. `"extends"` names another beside it, whose fields it has but for its own: an
 * object is laid over an object field by field, and `null` takes a field away (RFC 7396).
 * @throws `file-not-readable`, InvalidValueError
 */
export async function readRecipeFile(
  file: string,
  extending: readonly string[] = [],
): Promise<RecipeFile> {
  if (extending.includes(file))
    throw new InvalidValueError(file, [
      `"extends": it extends itself, through ${names(extending)}`,
    ]);
  const text = await readTextFile(file);
  const { extends: parent, description } = checkJson(written, text, file);
  const {
    extends: _,
    description: __,
    ...own
  } = checkJson(z.record(z.string(), z.json()), text, file);
  const fields =
    parent === undefined
      ? own
      : patched(
          (await readRecipeFile(beside(file, "extends", parent), [...extending, file])).fields,
          own,
        );
  return { file, description, fields };
}

/**
 * The path of the recipe that a field of another names, which lies in the same folder.
 * @throws InvalidValueError
 */
export function beside(file: string, field: string, name: string): string {
  if (name !== path.basename(name))
    throw new InvalidValueError(file, [
      `"${field}": "${name}" is no name of a file beside this one`,
    ]);
  return path.join(path.dirname(file), name);
}

function names(files: readonly string[]): string {
  return files.map((each) => path.basename(each)).join(" and ");
}

type Json = z.core.util.JSONType;
export type JsonFields = Readonly<Record<string, Json>>;

/** JSON Merge Patch of two objects (RFC 7396): `null` takes a field away. */
export function patched(base: JsonFields, own: JsonFields): Record<string, Json> {
  const result = new Map(Object.entries(base));
  for (const [field, value] of Object.entries(own)) {
    const before = result.get(field);
    if (value === null) result.delete(field);
    else
      result.set(field, isObject(value) ? patched(isObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(result);
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
