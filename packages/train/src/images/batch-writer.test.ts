import { gather } from "@vmoe-bench/dataset/select";
import { describe, expect, test } from "vitest";
import { BatchWriter, epochAugmentation } from "./batch-writer.ts";

/** Two images of one channel, 2 x 3, with bytes that name their places. */
const images = {
  count: 2,
  channels: 1,
  height: 2,
  width: 3,
  pixels: Uint8Array.of(51, 102, 153, 204, 255, 0, 1, 2, 3, 4, 5, 6),
};
/** byte / 255 − 1, so that padding, the byte 0, is −1. */
const normalisation = { mean: [1], std: [1] };

function rounded(values: Float32Array): number[] {
  return Array.from(values, (value) => Math.round(value * 1000) / 1000);
}

describe("BatchWriter", () => {
  test("writes the chosen images, normalised, without augmentation", () => {
    const writer = new BatchWriter(images, normalisation, 1);
    writer.write([1, 0], 1, 1);
    expect(rounded(writer.data)).toEqual([-0.8, -0.6, -0.4, -0.2, 0, -1]);
  });

  test("a channel has its own mean and std", () => {
    const two = { count: 1, channels: 2, height: 1, width: 1, pixels: Uint8Array.of(255, 255) };
    const writer = new BatchWriter(two, { mean: [0, 0.5], std: [1, 0.25] }, 1);
    writer.write([0], 0, 1);
    expect(rounded(writer.data)).toEqual([1, 2]);
  });

  test("a BGR model gets blue first, in augmented images too", () => {
    const colour = {
      count: 1,
      channels: 3,
      height: 1,
      width: 1,
      pixels: Uint8Array.of(255, 0, 51),
    };
    const bgr = { mean: [0, 0, 0], std: [0.5, 1, 1], channels: "bgr" as const };
    const writer = new BatchWriter(colour, bgr, 1);
    writer.write([0], 0, 1);
    expect(rounded(writer.data)).toEqual([0.4, 0, 1]);
    const randAugment = { operations: 0, magnitude: 0 };
    writer.write([0], 0, 1, epochAugmentation({ crop: 0, flip: false, randAugment }, 5, 0));
    expect(rounded(writer.data)).toEqual([0.4, 0, 1]);
  });

  test("every augmented image is the image moved by at most a pixel, or its mirror image", () => {
    const plain = new BatchWriter(images, normalisation, 1);
    plain.write([0], 0, 1);
    const possible = new Set<string>();
    for (const dy of [-1, 0, 1])
      for (const dx of [-1, 0, 1])
        for (const mirrored of [false, true])
          possible.add(moved(rounded(plain.data), dy, dx, mirrored).join());
    const seen = new Set<string>();
    for (let epoch = 0; epoch < 400; epoch += 1) {
      const writer = new BatchWriter(images, normalisation, 1);
      writer.write([0], 0, 1, epochAugmentation({ crop: 1, flip: true }, 5, epoch));
      seen.add(rounded(writer.data).join());
    }
    expect([...seen].toSorted()).toEqual([...possible].toSorted());
  });

  test("an image's draw depends on seed, epoch and image, not on its place in the batch", () => {
    const augmentation = epochAugmentation({ crop: 1, flip: true }, 0, 3);
    const alone = new BatchWriter(images, normalisation, 1);
    const second = new BatchWriter(images, normalisation, 2);
    alone.write([1], 0, 1, augmentation);
    second.write([0, 1], 0, 2, augmentation);
    expect(second.data.slice(6)).toEqual(alone.data);
  });

  test("images that lie in a file are written as those in memory", () => {
    const read = (indexes: ArrayLike<number>) => gather(images, indexes).pixels;
    const { pixels: _, ...shape } = images;
    const stored = new BatchWriter({ ...shape, path: "", read }, normalisation, 2);
    const inMemory = new BatchWriter(images, normalisation, 2);
    const distorted = {
      ...epochAugmentation({ crop: 1, flip: true, erasing: 0.5 }, 0, 1),
      randAugment: { operations: 2, magnitude: 0.5 },
    };
    for (const augmentation of [undefined, distorted])
      for (const writer of [stored, inMemory]) writer.write([0, 1, 1, 0], 1, 2, augmentation);
    expect(stored.data).toEqual(inMemory.data);
  });
});

/** Position (y, x) takes the pixel (y + dy, x' + dx), where x' counts from the right if mirrored. */
function moved(values: number[], dy: number, dx: number, mirrored: boolean): number[] {
  return values.map((_, place) => {
    const [y, x] = [Math.floor(place / 3) + dy, (mirrored ? 2 - (place % 3) : place % 3) + dx];
    return y < 0 || y > 1 || x < 0 || x > 2 ? -1 : (values[y * 3 + x] ?? NaN);
  });
}
