import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

export interface RandAugmentSettings {
  /** Drawn one after the other, each of the ten alike; one may come twice. */
  readonly operations: number;
  /** 0 does nothing, 1 is the strongest of the paper. */
  readonly magnitude: number;
}

/**
 * From a place of the new image to the old one's, both from the centre in pixels:
 * y' = yy·y + yx·x + y0 and x' = xy·y + xx·x + x0.
 */
export interface Warp {
  readonly yy: number;
  readonly yx: number;
  readonly y0: number;
  readonly xy: number;
  readonly xx: number;
  readonly x0: number;
}

/** What is done to an image: at most one look at each of its pixels, whatever was drawn. */
export interface Distortion {
  readonly warp: Warp;
  /** [256]: what each byte becomes, in each channel. */
  readonly tone: Uint8Array;
}

/** A move of the pixels, or a change of each byte. */
type Change = { readonly warp: Partial<Warp> } | { readonly tone: (byte: number) => number };

/** `strength` is between −1 and 1, or its absolute value where a sign has no meaning. */
const changes: readonly ((strength: number, size: number) => Change)[] = [
  (strength) => ({ warp: { xy: 0.3 * strength } }),
  (strength) => ({ warp: { yx: 0.3 * strength } }),
  (strength, size) => ({ warp: { x0: 0.45 * strength * size } }),
  (strength, size) => ({ warp: { y0: 0.45 * strength * size } }),
  (strength) => ({ warp: rotation((strength * Math.PI) / 6) }),
  (strength) => ({ tone: (byte) => byte * (1 + 0.9 * strength) }),
  (strength) => ({ tone: (byte) => 127.5 + (byte - 127.5) * (1 + 0.9 * strength) }),
  (strength) => {
    const step = 2 ** Math.round(4 * Math.abs(strength));
    return { tone: (byte) => Math.floor(byte / step) * step };
  },
  (strength) => {
    const threshold = 256 * (1 - Math.abs(strength));
    return { tone: (byte) => (byte >= threshold ? 255 - byte : byte) };
  },
];

const unmoved: Warp = { yy: 1, yx: 0, y0: 0, xy: 0, xx: 1, x0: 0 };

/**
 * RandAugment (Cubuk et al., 2020) with those of its operations that move pixels or change each
 * byte by itself: identity, shears, translations, rotation, brightness, contrast, posterise,
 * solarise. Colour, sharpness, equalise and auto-contrast, which read the rest of the image, are
 * left out. The signed strength is uniform up to the magnitude.
 */
export function drawDistortion(
  random: RandomGenerator,
  size: number,
  { operations, magnitude }: RandAugmentSettings,
): Distortion {
  let warp = unmoved;
  const tone = Uint8ClampedArray.from({ length: 256 }, (_, byte) => byte);
  for (let i = 0; i < operations; i += 1) {
    const change = changes[uniformInt(random, 0, changes.length) - 1];
    const strength = magnitude * (2 * uniformFloat64(random) - 1);
    // The tenth operation is the identity.
    if (change === undefined) continue;
    const drawn = change(strength, size);
    if ("warp" in drawn) warp = composed(warp, { ...unmoved, ...drawn.warp });
    else for (const [byte, old] of tone.entries()) tone[byte] = drawn.tone(old);
  }
  return { warp, tone: Uint8Array.from(tone) };
}

function rotation(angle: number): Partial<Warp> {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return { yy: cos, yx: sin, xy: -sin, xx: cos };
}

/** The place that `second` gives, looked up through `first`. */
function composed(first: Warp, second: Warp): Warp {
  return {
    yy: first.yy * second.yy + first.yx * second.xy,
    yx: first.yy * second.yx + first.yx * second.xx,
    y0: first.yy * second.y0 + first.yx * second.x0 + first.y0,
    xy: first.xy * second.yy + first.xx * second.xy,
    xx: first.xy * second.yx + first.xx * second.xx,
    x0: first.xy * second.y0 + first.xx * second.x0 + first.x0,
  };
}
