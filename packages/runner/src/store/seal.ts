import { createHash } from "node:crypto";
import { z } from "zod";
import { KnownError } from "@vmoe-bench/contracts";

/** What is in a file is not what was written. */
export class AlteredRecordError extends KnownError {
  constructor(file: string, what: string) {
    super(
      "altered-record",
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
 * @param text as it lies in the file: where its hash is right, it need not be made again from the value
 * @throws AlteredRecordError where the hash is missing or another one's
 */
export function unsealed(value: unknown, file: string, text = ""): unknown {
  const parsed = sealedSchema.safeParse(value);
  if (!parsed.success) throw new AlteredRecordError(file, "it has no hash of its content.");
  const { sha256, ...content } = parsed.data;
  if (!isAsSealed(text, sha256) && hashOf(JSON.stringify(content)) !== sha256)
    throw new AlteredRecordError(
      file,
      "its content does not have the hash that it was written with.",
    );
  return content;
}

/** Whether a text is as `sealed` writes it, with nothing behind its hash. */
function isAsSealed(text: string, sha256: string): boolean {
  const tail = `,"sha256":"${sha256}"}\n`;
  return text.endsWith(tail) && hashOf(`${text.slice(0, -tail.length)}}`) === sha256;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
