import { readFileSync, statSync } from "node:fs";
import { kindOfFile, tellKind } from "@vmoe-bench/files";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { noImageSourceError, notTextError, scanLimitError } from "../../errors/scan-errors.ts";
import { limits } from "../limits.ts";

export interface LabelText {
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
