import { shuffled } from "@vmoe-bench/dataset";
import { mix } from "../random.ts";
import type { Settings } from "../recipe/schema.ts";

/** Positions of an epoch's images, in their order; epochs count from 1. */
export type EpochOrder = (epoch: number) => Int32Array;

/** Each image once an epoch. */
export function splitOrder(trained: Int32Array, seed: number): EpochOrder {
  return (epoch) =>
    shuffled(trained.length, mix(seed, "order", epoch)).map((place) => trained[place] ?? 0);
}

/** Where a seed's images begin in a stream that does not end, at most. */
const starts = 1_000_000_000;

/**
 * The orders of a stream. Without `imagesPerClass` each epoch has images of its own, other ones for each seed. With
 * it, the first images of the stream come in turns, each turn in an order of its own, and an epoch is
 * as long a part of the turns as it says.
 * @param classes K; they take turns in the stream, so its first n·K images have n of each
 */
export function streamOrder(
  { imagesPerEpoch, imagesPerClass }: NonNullable<Settings["stream"]>,
  classes: number,
  seed: number,
): EpochOrder {
  if (imagesPerClass === undefined) {
    const start = mix(seed, "stream") % starts;
    return (epoch) => {
      const first = start + (epoch - 1) * imagesPerEpoch;
      return shuffled(imagesPerEpoch, mix(seed, "order", epoch)).map((place) => first + place);
    };
  }
  const images = imagesPerClass * classes;
  return (epoch) => {
    const order = new Int32Array(imagesPerEpoch);
    const first = (epoch - 1) * imagesPerEpoch;
    for (let done = 0; done < imagesPerEpoch;) {
      const turn = Math.floor((first + done) / images);
      const from = (first + done) % images;
      const part = shuffled(images, mix(seed, "order", turn + 1)).subarray(
        from,
        from + imagesPerEpoch - done,
      );
      order.set(part, done);
      done += part.length;
    }
    return order;
  };
}
