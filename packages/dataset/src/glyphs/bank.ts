import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkJson, KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { z } from "zod";
import { sha256 } from "../read/content.ts";
import { surroundings } from "../open/surroundings.ts";
import { faceName, faces, readFace } from "./faces.ts";
import type { GlyphSet } from "./glyph-set.ts";
import { cell } from "./rasterise.ts";

/** Every character in every face, drawn once. */
export interface GlyphBank {
  readonly characters: number;
  /** [faces,characters]: 1 where a face has the character. */
  readonly present: Uint8Array;
  /** [faces,characters,cell,cell]; 0 where it is not present. In memory that threads share. */
  readonly cells: Uint8Array;
  readonly sha256: string;
}

const headerSchema = z.strictObject({
  schemaVersion: z.literal(1),
  cell: z.literal(cell),
  faces: z.array(z.string()),
  characters: z.array(z.string()),
});

/** Where a set's bank lies in the cache. */
function bankFile({ info }: GlyphSet): string {
  return join(surroundings().cache, info.name, "glyphs.bin");
}

/**
 * Draws a set's bank from installed fonts and writes it into the cache: a JSON line, `present`, `cells`.
 * @param folder with the fonts' node_modules
 * @returns its file
 * @throws `font-files`, the signal's reason, `other-glyphs` where the fonts are not those of every other machine
 */
export async function makeBank(
  set: GlyphSet,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const { classes } = set.info;
  const wanted = new Set(classes);
  const header = {
    schemaVersion: 1,
    cell,
    faces: faces.map(faceName),
    characters: [...classes],
  } satisfies z.input<typeof headerSchema>;
  const present = new Uint8Array(faces.length * classes.length);
  const cells = new Uint8Array(present.length * cell * cell);
  for (const [f, face] of faces.entries()) {
    signal?.throwIfAborted();
    const drawnCells = await readFace(folder, face, wanted);
    for (const [c, character] of classes.entries()) {
      const drawn = drawnCells.get(character);
      if (drawn === undefined) continue;
      const place = f * classes.length + c;
      present[place] = 1;
      cells.set(drawn, place * cell * cell);
    }
  }
  const file = bankFile(set);
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), present, cells]);
  requireSame(file, sha256(bytes), set);
  await writeFileWhole(file, bytes);
  return file;
}

/** Whether a set's bank is in the cache, whole. */
export async function hasBank(set: GlyphSet): Promise<boolean> {
  const bytes = await readFile(bankFile(set)).catch(() => undefined);
  return bytes !== undefined && sha256(bytes) === set.bankSha256;
}

/** @throws `no-glyphs`, `other-glyphs` */
export async function readBank(set: GlyphSet): Promise<GlyphBank> {
  const file = bankFile(set);
  const bytes = await readFile(file).catch((error: unknown) => {
    throw systemErrorCode(error) === "ENOENT" ? noGlyphsError(file) : error;
  });
  const hash = sha256(bytes);
  requireSame(file, hash, set);
  const end = bytes.indexOf("\n");
  const header = checkJson(headerSchema, bytes.subarray(0, end).toString("utf8"), file);
  const { length: characters } = header.characters;
  const glyphs = header.faces.length * characters;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length - end - 1));
  shared.set(bytes.subarray(end + 1));
  return {
    characters,
    present: shared.subarray(0, glyphs),
    cells: shared.subarray(glyphs),
    sha256: hash,
  };
}

function requireSame(file: string, found: string, { bankSha256 }: GlyphSet): void {
  if (found !== bankSha256)
    throw otherGlyphsError(
      file,
      `the glyphs have the SHA-256 ${found}, and on every machine it should be ${bankSha256}`,
    );
}

const setUp = "Get the fonts and make the glyphs with `vmoe-bench setup fonts`.";

/** The glyphs are not in the cache. */
function noGlyphsError(file: string): KnownError {
  return new KnownError(
    "no-glyphs",
    `The glyphs that training images are made from are not in ${file}.`,
    setUp,
  );
}

/** The glyphs in the cache, or those just made, are not the ones that every machine has. */
function otherGlyphsError(file: string, problem: string): KnownError {
  return new KnownError("other-glyphs", `${file}: ${problem}.`, `Remove that file. ${setUp}`);
}
