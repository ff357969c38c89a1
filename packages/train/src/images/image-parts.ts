import type { RawImages } from "@vmoe-bench/contracts";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { shuffled } from "@vmoe-bench/dataset";
import { mix } from "../random.ts";

export interface ResizedCropSettings {
  /** The least share of the image's area that a part has. */
  readonly least: number;
}

/** A part of an image, in pixels. */
interface ImagePart {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** torchvision's limits and tries: 3:4 to 4:3, and the whole image where none of ten fits. */
const [narrowest, widest, tries] = [Math.log(3 / 4), Math.log(4 / 3), 10];

/** As torchvision's RandomResizedCrop draws it, of a square image. */
export function drawPart(
  random: RandomGenerator,
  size: number,
  { least }: ResizedCropSettings,
): ImagePart {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const area = size * size * (least + uniformFloat64(random) * (1 - least));
    const ratio = Math.exp(narrowest + uniformFloat64(random) * (widest - narrowest));
    const width = Math.round(Math.sqrt(area * ratio));
    const height = Math.round(Math.sqrt(area / ratio));
    if (width < 1 || height < 1 || width > size || height > size) continue;
    return {
      top: uniformInt(random, 0, size - height),
      left: uniformInt(random, 0, size - width),
      height,
      width,
    };
  }
  return { top: 0, left: 0, height: size, width: size };
}

/** A part of the image at `place`, made as large as the image: bilinear, pixel centres on a half. */
export function resizedPart(
  { pixels, channels, height, width }: RawImages,
  place: number,
  part: ImagePart,
  into: RawImages,
): void {
  const rows = weightsOf(part.top, part.height, height);
  const columns = weightsOf(part.left, part.width, width);
  const plane = height * width;
  for (let c = 0; c < channels; c += 1) {
    const from = (place * channels + c) * plane;
    let to = c * plane;
    for (const { first: y0, second: y1, share: v } of rows)
      for (const { first: x0, second: x1, share: u } of columns) {
        const at = (y: number, x: number) => pixels[from + y * width + x] ?? 0;
        const above = (1 - u) * at(y0, x0) + u * at(y0, x1);
        const below = (1 - u) * at(y1, x0) + u * at(y1, x1);
        into.pixels[to] = Math.round((1 - v) * above + v * below);
        to += 1;
      }
  }
}

/** For each of `size` places the two pixels that it lies between, and the share of the second. */
function weightsOf(start: number, length: number, size: number) {
  return Array.from({ length: size }, (_, i) => {
    const place = Math.min(length - 1, Math.max(0, ((i + 0.5) * length) / size - 0.5));
    const first = Math.floor(place);
    const second = Math.min(length - 1, first + 1);
    return { first: start + first, second: start + second, share: place - first };
  });
}

/** Rows from `top` up to `bottom`, columns from `left` up to `right`. */
export interface Rectangle {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Random erasing (Zhong et al., 2020): 2 to 33 % of the image, its sides at most 1 : 3.3.
 * @returns undefined where the draw spares the image, or ten draws did not fit into it
 */
export function drawErased(
  random: RandomGenerator,
  size: number,
  probability: number,
): Rectangle | undefined {
  if (uniformFloat64(random) >= probability) return undefined;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const area = size * size * (0.02 + 0.31 * uniformFloat64(random));
    const proportion = Math.exp((2 * uniformFloat64(random) - 1) * Math.log(3.3));
    const height = Math.round(Math.sqrt(area * proportion));
    const width = Math.round(Math.sqrt(area / proportion));
    if (height >= size || width >= size) continue;
    const top = uniformInt(random, 0, size - height);
    const left = uniformInt(random, 0, size - width);
    return { top, bottom: top + height, left, right: left + width };
  }
  return undefined;
}

/**
 * PatchDropout (Liu and others, 2023): the patches that each image of a batch keeps, drawn for each
 * by itself. The work of attention and MLPs falls as the patches do.
 * @param images indexes of the batch's images
 * @param patches N, of an image
 * @param seed of the epoch
 * @returns [B·T] with T = (1 − rate)·N, at least 1
 */
export function keptPatches(
  images: Int32Array,
  patches: number,
  rate: number,
  seed: number,
): Int32Array {
  const T = Math.max(1, Math.round((1 - rate) * patches));
  const kept = new Int32Array(images.length * T);
  for (const [position, image] of images.entries())
    kept.set(shuffled(patches, mix(seed, "patches", image)).subarray(0, T), position * T);
  return kept;
}
