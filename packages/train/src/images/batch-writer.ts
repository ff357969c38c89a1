import { sourceChannels, type Normalisation, type RawImages } from "@vmoe-bench/contracts";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { gather } from "@vmoe-bench/dataset/select";
import { mix, mixWord } from "../random.ts";
import type { AnyImages } from "./train-images.ts";
import {
  drawErased,
  drawPart,
  type Rectangle,
  type ResizedCropSettings,
  resizedPart,
} from "./image-parts.ts";
import { drawDistortion, type Distortion, type RandAugmentSettings } from "./rand-augment.ts";

/** How images are changed, each by itself. */
export interface ImageAugmentation {
  /** Moves by up to this many pixels in each direction; what comes in is the byte 0. */
  readonly crop: number;
  readonly flip: boolean;
  /** A part of the image is made as large as the image. */
  readonly resizedCrop?: ResizedCropSettings | undefined;
  readonly randAugment?: RandAugmentSettings | undefined;
  /** Part of the images of which a rectangle is replaced by the mean colour. */
  readonly erasing?: number | undefined;
}

/** The augmentation of an epoch. An image's draw depends on its seed and the image's index only. */
export interface Augmentation extends ImageAugmentation {
  readonly seed: number;
}

/** Where an image's pixels come from. */
interface Move {
  readonly dy: number;
  readonly dx: number;
  readonly mirrored: boolean;
}

/** Where an image is read, and where in the batch it is written. */
interface Place {
  readonly source: RawImages;
  readonly place: number;
  readonly position: number;
}

const still: Move = { dy: 0, dx: 0, mirrored: false };

/** Normalises, and for training augments, images into one array that is used again. */
export class BatchWriter {
  /** [B,C,H,W] of the last batch written, from the start on. */
  readonly data: Float32Array;
  readonly #images: AnyImages;
  /** What each byte becomes, a table a channel. */
  readonly #tables: readonly Float32Array[];
  /** The image's channel that each channel is. */
  readonly #sources: readonly number[];
  /** One image, made of a part of another. */
  readonly #resized: RawImages;

  constructor(images: AnyImages, normalisation: Normalisation, batch: number) {
    const { mean, std } = normalisation;
    this.#images = images;
    this.#sources = sourceChannels(normalisation);
    this.#tables = mean.map((m, channel) =>
      Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / (std[channel] ?? NaN)),
    );
    const { channels, height, width } = images;
    const pixels = new Uint8Array(channels * height * width);
    this.#resized = { count: 1, channels, height, width, pixels };
    this.data = new Float32Array(batch * pixels.length);
  }

  /** Writes the images at `indexes[start…start+count)`. */
  write(
    indexes: ArrayLike<number>,
    start: number,
    count: number,
    augmentation?: Augmentation,
  ): void {
    const chosen = Int32Array.from({ length: count }, (_, i) => indexes[start + i] ?? 0);
    const images = this.#images;
    const stored = "read" in images;
    const source = stored ? gather(images, chosen) : images;
    for (const [position, index] of chosen.entries()) {
      const at = { source, place: stored ? position : index, position };
      if (augmentation === undefined) this.#writeImage(at, still);
      else this.#writeAugmented(at, index, augmentation);
    }
  }

  #writeAugmented(whole: Place, index: number, augmentation: Augmentation): void {
    const { seed, randAugment, erasing = 0 } = augmentation;
    const move = drawMove(augmentation, index);
    const size = this.#images.height;
    const at = this.#cropped(whole, index, augmentation);
    if (randAugment === undefined) this.#writeImage(at, move);
    else {
      const random = xoroshiro128plus(mix(seed, "RandAugment", index));
      this.#writeDistorted(at, move, drawDistortion(random, size, randAugment));
    }
    if (erasing === 0) return;
    const erased = drawErased(xoroshiro128plus(mix(seed, "erasing", index)), size, erasing);
    if (erased !== undefined) this.#erase(at.position, erased);
  }

  #cropped(at: Place, index: number, { seed, resizedCrop }: Augmentation): Place {
    if (resizedCrop === undefined) return at;
    const random = xoroshiro128plus(mix(seed, "resized crop", index));
    const part = drawPart(random, this.#images.height, resizedCrop);
    resizedPart(at.source, at.place, part, this.#resized);
    return { source: this.#resized, place: 0, position: at.position };
  }

  #writeImage({ source: images, place, position }: Place, { dy, dx, mirrored }: Move): void {
    const { pixels, channels, height, width } = images;
    const { data } = this;
    const plane = height * width;
    for (let c = 0; c < channels; c += 1) {
      const table = this.#table(c);
      const from = (place * channels + this.#source(c)) * plane;
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

  /** The nearest pixel of where the warp and the move lead; outside the image it is the byte 0. */
  #writeDistorted(
    { source: images, place, position }: Place,
    move: Move,
    { warp, tone }: Distortion,
  ): void {
    const { pixels, channels, height, width } = images;
    const { data } = this;
    const plane = height * width;
    const tables = this.#tables.map((table) => Float32Array.from(tone, (byte) => table[byte] ?? 0));
    const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const [fromY, fromX] = [y - middleY, x - middleX];
        const warpedY = Math.round(warp.yy * fromY + warp.yx * fromX + warp.y0 + middleY);
        const warpedX = Math.round(warp.xy * fromY + warp.xx * fromX + warp.x0 + middleX);
        const sourceY = warpedY + move.dy;
        const sourceX = (move.mirrored ? width - 1 - warpedX : warpedX) + move.dx;
        const inside = sourceY >= 0 && sourceY < height && sourceX >= 0 && sourceX < width;
        const source = place * channels * plane + sourceY * width + sourceX;
        const to = position * channels * plane + y * width + x;
        for (let c = 0; c < channels; c += 1)
          data[to + c * plane] =
            (inside
              ? tables[c]?.[pixels[source + this.#source(c) * plane] ?? 0]
              : this.#table(c)[0]) ?? 0;
      }
  }

  /** The mean colour is 0 once it is normalised. */
  #erase(position: number, { top, bottom, left, right }: Rectangle): void {
    const { channels, height, width } = this.#images;
    for (let c = 0; c < channels; c += 1)
      for (let y = top; y < bottom; y += 1) {
        const row = ((position * channels + c) * height + y) * width;
        this.data.fill(0, row + left, row + right);
      }
  }

  #source(channel: number): number {
    return this.#sources[channel] ?? channel;
  }

  #table(channel: number): Float32Array {
    const table = this.#tables[channel];
    if (table === undefined) throw new Error("The normalisation has too few channels.");
    return table;
  }
}

function drawMove({ crop, flip, seed }: Augmentation, index: number): Move {
  const first = mixWord(seed, index);
  const second = mixWord(first, 1);
  const third = mixWord(second, 2);
  const positions = 2 * crop + 1;
  return {
    dy: (first % positions) - crop,
    dx: (second % positions) - crop,
    mirrored: flip && (third & 1) === 1,
  };
}

/** The augmentation of one epoch of a run. */
export function epochAugmentation(
  augmentation: ImageAugmentation,
  seed: number,
  epoch: number,
): Augmentation {
  return { ...augmentation, seed: mix(seed, "augmentation", epoch) };
}
