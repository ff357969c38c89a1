import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { mix } from "../random.ts";
import { BatchWriter, epochAugmentation } from "./batch-writer.ts";
import { drawErased } from "./image-parts.ts";
import { drawDistortion } from "./rand-augment.ts";

/** One image of one channel, 9 x 9, bytes 1 to 81; its normalised value is the byte less 41. */
const size = 9;
const pixels = Uint8Array.from({ length: size * size }, (_, place) => place + 1);
const images = { count: 1, channels: 1, height: size, width: size, pixels };
const normalisation = { mean: [41 / 255], std: [1 / 255] };
const plain = { crop: 0, flip: false };

function written(augmentation: Parameters<typeof epochAugmentation>[0], epoch: number): number[] {
  const writer = new BatchWriter(images, normalisation, 1);
  writer.write([0], 0, 1, epochAugmentation(augmentation, 3, epoch));
  return Array.from(writer.data, (value) => Math.round(value) + 41);
}

describe("RandAugment", () => {
  test("of magnitude 0 changes nothing", () => {
    const randAugment = { operations: 4, magnitude: 0 };
    for (let epoch = 0; epoch < 20; epoch += 1)
      expect(written({ ...plain, randAugment }, epoch)).toEqual([...pixels]);
  });

  test("the same draw gives the same image, another epoch another", () => {
    const augmentation = { ...plain, randAugment: { operations: 2, magnitude: 1 } };
    const drawn = Array.from({ length: 40 }, (_, epoch) => written(augmentation, epoch).join());
    expect(written(augmentation, 7).join()).toBe(drawn[7]);
    expect(new Set(drawn).size).toBeGreaterThan(30);
  });

  test("turns by up to 30°, moves by up to 45 % and shears by up to 0.3, each about the centre", () => {
    const seen = { turned: 0, moved: 0, sheared: 0 };
    for (let seed = 0; seed < 2000; seed += 1) {
      const { warp } = drawDistortion(xoroshiro128plus(seed), 20, { operations: 1, magnitude: 1 });
      const angle = Math.atan2(warp.yx, warp.yy);
      if (warp.yx === -warp.xy) seen.turned = Math.max(seen.turned, Math.abs(angle));
      else seen.sheared = Math.max(seen.sheared, Math.abs(warp.yx), Math.abs(warp.xy));
      seen.moved = Math.max(seen.moved, Math.abs(warp.x0), Math.abs(warp.y0));
    }
    expect((seen.turned * 180) / Math.PI).toBeCloseTo(30, 0);
    expect(seen.moved).toBeCloseTo(9, 1);
    expect(seen.sheared).toBeCloseTo(0.3, 2);
  });

  test("two operations follow each other: a shear of a translation is not its reverse", () => {
    const both = Array.from({ length: 3000 }, (_, seed) =>
      drawDistortion(xoroshiro128plus(seed), 20, { operations: 2, magnitude: 1 }),
    );
    const warps = both.map(({ warp }) => warp);
    expect(warps.some(({ xy, x0, y0 }) => xy !== 0 && x0 !== 0 && y0 === 0)).toBe(true);
    // Moved down and then sheared: the shear reads the moved row.
    expect(warps.some(({ xy, x0, y0, yx }) => y0 !== 0 && xy !== 0 && yx === 0 && x0 !== 0)).toBe(
      true,
    );
  });

  test("tones stay in their byte", () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const { tone } = drawDistortion(xoroshiro128plus(seed), 20, { operations: 4, magnitude: 1 });
      expect(tone).toHaveLength(256);
    }
  });
});

describe("random erasing", () => {
  test("erases its part of the images, 2 to 33 % of each", () => {
    const drawn = Array.from({ length: 4000 }, (_, seed) =>
      drawErased(xoroshiro128plus(mix(seed)), 32, 0.25),
    ).filter((rectangle) => rectangle !== undefined);
    expect(drawn.length / 4000).toBeCloseTo(0.25, 1);
    const areas = drawn.map((r) => ((r.bottom - r.top) * (r.right - r.left)) / 32 ** 2);
    expect(Math.min(...areas)).toBeGreaterThan(0.012);
    expect(Math.max(...areas)).toBeLessThan(0.36);
    for (const { top, bottom, left, right } of drawn) {
      expect(Math.min(top, left)).toBeGreaterThanOrEqual(0);
      expect(Math.max(bottom, right)).toBeLessThanOrEqual(32);
    }
  });

  test("what is erased has the mean colour, the rest is as it was", () => {
    const image = written({ ...plain, erasing: 1 }, 0);
    const erased = image.filter((byte, place) => byte !== pixels[place]);
    expect(erased.length).toBeGreaterThan(0);
    expect(new Set(erased)).toEqual(new Set([41]));
  });
});
