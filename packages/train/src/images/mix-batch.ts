import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { mix } from "../random.ts";

/** α of the two; with both, each batch draws one of them. */
export interface MixSettings {
  readonly mixup?: number | undefined;
  readonly cutmix?: number | undefined;
}

/** Images of a batch, [count,C,H,W], of one size. */
export interface ImageBatch {
  readonly data: Float32Array;
  readonly count: number;
  readonly channels: number;
  readonly size: number;
}

/**
 * Mixes each image i of a batch with image count−1−i, in place: mixup (Zhang et al., 2018) or
 * CutMix (Yun et al., 2019), with one share for the whole batch, as timm does by default.
 * @param step with the seed decides what is drawn
 * @returns the share of an image's own label, half or more but for a rectangle's rounding; the rest
 *   is its partner's. 1 where nothing is mixed
 */
export function mixBatch(
  batch: ImageBatch,
  settings: MixSettings,
  seed: number,
  step: number,
): number {
  const kinds = (["mixup", "cutmix"] as const).flatMap((kind) => {
    const alpha = settings[kind];
    return alpha === undefined ? [] : [{ kind, alpha }];
  });
  const random = xoroshiro128plus(mix(seed, "mix", step));
  const chosen = kinds[kinds.length > 1 ? uniformInt(random, 0, 1) : 0];
  if (chosen === undefined) return 1;
  const drawn = beta(random, chosen.alpha);
  // The smaller share would make the same pairs with their places exchanged, and each image's own
  // label, by which it is routed and judged, that of the other.
  const share = Math.max(drawn, 1 - drawn);
  return chosen.kind === "mixup" ? blend(batch, share) : swapRectangle(batch, share, random);
}

function blend({ data, count, channels, size }: ImageBatch, share: number): number {
  const length = channels * size * size;
  for (let i = 0; i < count / 2; i += 1) {
    const partner = (count - 1 - i) * length;
    for (let p = 0; p < length; p += 1) {
      const [a, b] = [data[i * length + p] ?? 0, data[partner + p] ?? 0];
      data[i * length + p] = share * a + (1 - share) * b;
      data[partner + p] = share * b + (1 - share) * a;
    }
  }
  return share;
}

/** A rectangle of the image's proportions, of about 1 − share of its area, cut off at the borders. */
function swapRectangle(
  { data, count, channels, size }: ImageBatch,
  share: number,
  random: RandomGenerator,
): number {
  const half = (size * Math.sqrt(1 - share)) / 2;
  const [top, bottom] = side(uniformInt(random, 0, size - 1), half, size);
  const [left, right] = side(uniformInt(random, 0, size - 1), half, size);
  const plane = size * size;
  for (let i = 0; i < Math.floor(count / 2); i += 1)
    for (let c = 0; c < channels; c += 1)
      for (let y = top; y < bottom; y += 1) {
        const own = (i * channels + c) * plane + y * size;
        const others = ((count - 1 - i) * channels + c) * plane + y * size;
        const row = data.slice(own + left, own + right);
        data.copyWithin(own + left, others + left, others + right);
        data.set(row, others + left);
      }
  return 1 - ((bottom - top) * (right - left)) / plane;
}

function side(centre: number, half: number, size: number): [number, number] {
  const from = Math.max(0, Math.round(centre - half));
  return [from, Math.max(from, Math.min(size, Math.round(centre + half)))];
}

/** Beta(α, α) by Jöhnk's method. */
function beta(random: RandomGenerator, alpha: number): number {
  for (;;) {
    const x = uniformFloat64(random) ** (1 / alpha);
    const y = uniformFloat64(random) ** (1 / alpha);
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
