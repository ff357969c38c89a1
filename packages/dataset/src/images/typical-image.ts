import { BadImageError } from "../errors/image-errors.ts";
import { shuffled } from "../select/order.ts";
import { loadDecoder } from "./decode/load-decoder.ts";
import { readSource } from "./decode/read-source.ts";
import type { FoundImages } from "./found.ts";

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
