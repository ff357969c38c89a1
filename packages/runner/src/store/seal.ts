import { createHash } from "node:crypto";
import { z } from "zod";
import { KnownError } from "@vmoe-bench/contracts";

/** What is in a file is not what was written. */
export class AlteredRecordError extends KnownError {
  override readonly code = "altered-record";

  constructor(file: string, what: string) {
    super(
      `${file}: ${what}`,
      "Take the file from where it was measured, or leave it out and measure again.",
    );
  }
}

const sealedSchema = z.looseObject({ sha256: z.string() });

/** A value as JSON text of one line, with the hash of its content as the last field. */
export function sealed(value: object): string {
  const text = JSON.stringify(value);
  return `${JSON.stringify({ ...value, sha256: hashOf(text) })}\n`;
}

/**
 * The value of a sealed text, without its hash.
 * @param value as parsed from `file`
 * @throws AlteredRecordError where the hash is missing or another one's
 */
export function unsealed(value: unknown, file: string): unknown {
  const found = sealedSchema.safeParse(value);
  if (!found.success) throw new AlteredRecordError(file, "it has no hash of its content.");
  const { sha256, ...content } = found.data;
  if (hashOf(JSON.stringify(content)) !== sha256)
    throw new AlteredRecordError(
      file,
      "its content does not have the hash that it was written with.",
    );
  return content;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
