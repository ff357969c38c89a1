import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { create } from "fontkitten";
import { KnownError } from "@vmoe-bench/contracts";
import { rasterise } from "./rasterise.ts";

/** One weight of one font, as npm carries it: `@fontsource/<font>`, cut into files by code points. */
interface Face {
  readonly font: string;
  readonly weight: number;
}

/** All weights of a font; images draw the font first, and then one of its weights. */
interface Family {
  readonly font: string;
  readonly weights: readonly number[];
}

const version = "5.3.0";

/** Those that training draws from. The TC ones lack what is written in mainland China only. */
const seen: readonly Family[] = [
  { font: "noto-sans-sc", weights: [300, 500, 900] },
  { font: "noto-serif-sc", weights: [400, 600, 900] },
  { font: "noto-sans-tc", weights: [400, 700] },
  { font: "noto-serif-tc", weights: [400, 700] },
  { font: "zcool-xiaowei", weights: [400] },
  { font: "zcool-qingke-huangyou", weights: [400] },
  { font: "ma-shan-zheng", weights: [400] },
  { font: "zhi-mang-xing", weights: [400] },
  { font: "liu-jian-mao-cao", weights: [400] },
];

/** A book hand, a round display face and a brush hand that training never sees. */
const unseen: readonly Family[] = [
  { font: "lxgw-wenkai", weights: [300, 500, 700] },
  { font: "zcool-kuaile", weights: [400] },
  { font: "long-cang", weights: [400] },
];

export const families = { seen, unseen } as const;
export type FaceSet = keyof typeof families;

/** In the order of the bank. */
export const faces: readonly Face[] = [...seen, ...unseen].flatMap(({ font, weights }) =>
  weights.map((weight) => ({ font, weight })),
);

/** What npm is asked for. */
export const fontPackages: readonly string[] = [...seen, ...unseen].map(
  ({ font }) => `${packageOf(font)}@${font === "ma-shan-zheng" ? "5.3.1" : version}`,
);

function packageOf(font: string): string {
  return `@fontsource/${font}`;
}

export function faceName({ font, weight }: Face): string {
  return `${font} ${weight}`;
}

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
function fontFilesError(face: string, folder: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "font-files",
    `${folder} holds no characters of ${face}.`,
    "Start again: the fonts are installed anew. If it stays, the npm registry in use may carry another version.",
    options,
  );
}
