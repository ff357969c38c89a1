import { descriptionSchema, type Description } from "./description.ts";

/** Before each key, so that no other program's "mean" is taken for ours. */
const prefix = "vmoe-bench.";

/** A description as the strings that an ONNX file keeps beside its graph (`metadata_props`), each JSON. */
export function metadataOf(description: Description): Record<string, string> {
  const entries = Object.entries(description).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [`${prefix}${key}`, JSON.stringify(value)]),
  );
}

/** What a file says of itself; nothing where that is no description. */
export function descriptionIn(metadata: ReadonlyMap<string, string>): Description {
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(descriptionSchema.shape)) {
    const text = metadata.get(`${prefix}${key}`);
    if (text !== undefined) found[key] = parsed(text);
  }
  const result = descriptionSchema.safeParse(found);
  return result.success ? result.data : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
