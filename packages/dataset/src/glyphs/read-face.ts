import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { create } from "fontkitten";
import { faceName, packageOf, type Face } from "./faces.ts";
import { KnownError } from "@vmoe-bench/contracts";
import { rasterise } from "./rasterise.ts";

/**
 * The cells of the characters that a face has; it lacks the others.
 * @param folder with the packages' node_modules
 * @throws `font-files`
 */
export async function readFace(
  folder: string,
  face: Face,
  characters: ReadonlySet<string>,
): Promise<Map<string, Uint8Array>> {
  const files = join(folder, "node_modules", packageOf(face.font), "files");
  const names = await readdir(files).catch((cause: unknown) => {
    throw fontFilesError(faceName(face), files, { cause });
  });
  const own = names.filter((name) => name.endsWith(`-${face.weight}-normal.woff2`)).toSorted();
  const cells = new Map<string, Uint8Array>();
  for (const name of own) {
    const font = create(await readFile(join(files, name)));
    if (font.isCollection) continue;
    for (const codePoint of font.characterSet) {
      const character = String.fromCodePoint(codePoint);
      if (!characters.has(character) || cells.has(character)) continue;
      const { commands } = font.glyphForCodePoint(codePoint).path;
      if (commands.length > 0) cells.set(character, rasterise(commands, font.unitsPerEm));
    }
  }
  if (cells.size === 0) throw fontFilesError(faceName(face), files);
  return cells;
}

/** Fonts that were installed are not there, or hold nothing of what is wanted. */
export function fontFilesError(face: string, folder: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "font-files",
    `${folder} holds no characters of ${face}.`,
    "Start again: the fonts are installed anew. If it stays, the npm registry in use may carry another version.",
    options,
  );
}
