import type { Metadata } from "sharp";
import { BadImageError, type CorruptImage } from "../errors/image-errors.ts";
import { type Decoder, inOrder, loadDecoder, readSource } from "./decode/decoder.ts";
import { startThreadDecoder } from "./decode/thread-decoder.ts";
import type { FoundImage, FoundImages } from "./found.ts";
import { shuffled } from "../select/order.ts";

type Sides = readonly [width: number, height: number];

interface CheckedImages {
  readonly corrupt: readonly CorruptImage[];
  /** How many images have each format. */
  readonly formats: Readonly<Record<string, number>>;
  readonly smallest: Sides | null;
  readonly largest: Sides | null;
}

interface CheckOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Only that an image can be decoded whole matters, so it is made small. */
const recipe = {
  channels: 3,
  size: 1,
  cropPart: 1,
  interpolation: "nearest",
  resize: "squash",
  orientation: "stored",
} as const;

/** Decodes every image and keeps none. Rejects with the signal's reason when that aborts. */
export async function checkImages(
  { images }: FoundImages,
  { signal, onProgress }: CheckOptions,
  decoder: Decoder = startThreadDecoder(),
): Promise<CheckedImages> {
  const corrupt: CorruptImage[] = [];
  const formats: Record<string, number> = {};
  let [smallest, largest]: [Sides | null, Sides | null] = [null, null];
  let done = 0;
  try {
    for await (const { item, result } of inOrder(images, 4 * decoder.parallel, async (image) =>
      looked(image, decoder),
    )) {
      signal?.throwIfAborted();
      onProgress?.(++done, images.length);
      if (result.problem !== undefined) corrupt.push({ name: item.name, problem: result.problem });
      if (result.header === undefined) continue;
      const { format, sides } = result.header;
      formats[format] = (formats[format] ?? 0) + 1;
      if (smallest === null || area(sides) < area(smallest)) smallest = sides;
      if (largest === null || area(sides) > area(largest)) largest = sides;
    }
  } finally {
    await decoder.close();
  }
  return { corrupt, formats, smallest, largest };
}

function area([width, height]: Sides): number {
  return width * height;
}

/** Told apart where Pillow's reading surprises. */
function formatNamed({ format, space, hasAlpha, orientation = 1 }: Metadata): string {
  const name = format === "heif" ? "avif" : format;
  if (space === "grey16" && !hasAlpha) return `${name} in 16-bit grey (above 255 is white)`;
  return orientation > 1 ? `${name} with an EXIF orientation` : name;
}

interface Looked {
  readonly header?: { readonly format: string; readonly sides: Sides };
  readonly problem?: string;
}

async function looked({ source }: FoundImage, decoder: Decoder): Promise<Looked> {
  try {
    const { headerOf } = await loadDecoder();
    const about = await headerOf(await readSource(source));
    const { width, height } = about;
    const header = { format: formatNamed(about), sides: [width, height] } as const;
    const decoded = await decoder.decode(source, recipe);
    return "problem" in decoded ? { header, problem: decoded.problem } : { header };
  } catch (error) {
    if (error instanceof BadImageError) return { problem: error.problem };
    throw error;
  }
}

const looks = 200;

/** What most images are like, by the headers of some of them. */
export interface TypicalImage {
  /** Median of the shorter sides, in pixels; 0 where none can be read. */
  readonly side: number;
  /** Whether all that were looked at are grey. */
  readonly isGrey: boolean;
}

/** @throws `no-decoder` */
export async function typicalImage({ images }: FoundImages): Promise<TypicalImage> {
  const { headerOf } = await loadDecoder();
  const sides: number[] = [];
  let isGrey = true;
  for (const place of shuffled(images.length, 0).slice(0, looks)) {
    const image = images[place];
    if (image === undefined) continue;
    try {
      const { width, height, space } = await headerOf(await readSource(image.source));
      sides.push(Math.min(width, height));
      isGrey &&= space === "b-w" || space === "grey16";
    } catch (error) {
      // What can't be used is told where it is decoded.
      if (!(error instanceof BadImageError)) throw error;
    }
  }
  const middle = sides.toSorted((a, b) => a - b)[Math.floor(sides.length / 2)];
  return { side: middle ?? 0, isGrey: isGrey && middle !== undefined };
}
