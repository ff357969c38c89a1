import type { Normalisation, RawImages } from "@vmoe-bench/contracts";
import { mix, mixWord } from "../random.ts";

/** How the images of an epoch are moved and mirrored. */
export interface Augmentation {
  /** Moves by up to this many pixels in each direction; what comes in is the byte 0. */
  readonly crop: number;
  readonly flip: boolean;
  /** Of the epoch. An image's own draw depends on this and its index only. */
  readonly seed: number;
}

/** Normalises, and for training moves and mirrors, images into one array that is used again. */
export class BatchWriter {
  /** [B,C,H,W] of the last batch written, from the start on. */
  readonly data: Float32Array;
  readonly #images: RawImages;
  /** What each byte becomes, a table a channel. */
  readonly #tables: readonly Float32Array[];

  constructor(images: RawImages, { mean, std }: Normalisation, batch: number) {
    this.#images = images;
    this.#tables = mean.map((m, channel) =>
      Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / (std[channel] ?? NaN)),
    );
    this.data = new Float32Array(batch * images.channels * images.height * images.width);
  }

  /** Writes the images at `indexes[start…start+count)`. */
  write(
    indexes: ArrayLike<number>,
    start: number,
    count: number,
    augmentation?: Augmentation,
  ): void {
    for (let i = 0; i < count; i += 1) {
      const index = indexes[start + i] ?? 0;
      if (augmentation === undefined) this.#writeImage(i, index, 0, 0, false);
      else this.#writeAugmented(i, index, augmentation);
    }
  }

  #writeAugmented(position: number, index: number, { crop, flip, seed }: Augmentation): void {
    const first = mixWord(seed, index);
    const second = mixWord(first, 1);
    const third = mixWord(second, 2);
    const positions = 2 * crop + 1;
    const dy = (first % positions) - crop;
    const dx = (second % positions) - crop;
    this.#writeImage(position, index, dy, dx, flip && (third & 1) === 1);
  }

  #writeImage(position: number, index: number, dy: number, dx: number, mirrored: boolean): void {
    const { pixels, channels, height, width } = this.#images;
    const { data } = this;
    const plane = height * width;
    for (let c = 0; c < channels; c += 1) {
      const table = this.#tables[c];
      if (table === undefined) throw new Error("The normalisation has too few channels.");
      const from = (index * channels + c) * plane;
      const to = (position * channels + c) * plane;
      const padding = table[0] ?? 0;
      for (let y = 0; y < height; y += 1) {
        const row = to + y * width;
        const sourceY = y + dy;
        if (sourceY < 0 || sourceY >= height) {
          data.fill(padding, row, row + width);
          continue;
        }
        const source = from + sourceY * width;
        for (let x = 0; x < width; x += 1) {
          const sourceX = (mirrored ? width - 1 - x : x) + dx;
          data[row + x] =
            sourceX < 0 || sourceX >= width ? padding : (table[pixels[source + sourceX] ?? 0] ?? 0);
        }
      }
    }
  }
}

/** The augmentation of one epoch of a run. */
export function epochAugmentation(
  { crop, flip }: { crop: number; flip: boolean },
  seed: number,
  epoch: number,
): Augmentation {
  return { crop, flip, seed: mix(seed, "augmentation", epoch) };
}
