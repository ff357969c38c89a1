import type { z } from "zod";

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
