import {
  type DatasetInfo,
  type ImageStream,
  type RunSplit,
  shuffled,
  type StreamImages,
} from "@vmoe-bench/dataset";
import type { Normalisation } from "@vmoe-bench/contracts";
import { unfitDataError } from "../errors.ts";
import { mix } from "../random.ts";
import type { Settings } from "../recipe/schema.ts";

/** A split as it is trained on or tried, wherever its images lie. A `Split` is one. */
export interface TrainSplit extends RunSplit {
  readonly info: RunSplit["info"] & Pick<DatasetInfo, "title" | "coarseClasses">;
  /** [count], where the data set has super-classes of its own. */
  readonly coarseLabels?: ArrayLike<number>;
}

/** What is trained on: a split that is there, or images that are made when they are asked for. */
export type TrainImages = TrainSplit | ImageStream;

/** Images in memory, in a file, or made anew. */
export type AnyImages = TrainSplit["images"] | StreamImages;

export function isStream(images: TrainImages): images is ImageStream {
  return "kind" in images;
}

interface Parts {
  /** Positions of the images to train on, ascending. */
  readonly trained: Int32Array;
  /** Positions of those held out, ascending; of each class the same part. */
  readonly heldOut: Int32Array;
}

/**
 * Cuts the training split in two, class by class, in an order that the seed decides.
 * @throws `unfit-data` when a class has no image in one of the parts
 */
export function holdOut({ info, labels }: TrainSplit, fraction: number, seed: number): Parts {
  const byClass = info.classes.map((): number[] => []);
  for (const [index, label] of Array.from(labels).entries()) byClass[label]?.push(index);
  const trained: number[] = [];
  const heldOut: number[] = [];
  for (const [label, indexes] of byClass.entries()) {
    const wanted = Math.round(indexes.length * fraction);
    if (wanted === 0 || wanted === indexes.length)
      throw unfitDataError(
        `With "heldOut": ${fraction}, ${wanted} of the ${indexes.length} images of class "${info.classes[label]}" are held out.`,
        "Change it so that each class has images on both sides.",
      );
    const order = shuffled(indexes.length, mix(seed, "held out", label));
    for (const [place, chosen] of order.entries())
      (place < wanted ? heldOut : trained).push(indexes[chosen] ?? 0);
  }
  return { trained: ascending(trained), heldOut: ascending(heldOut) };
}

function ascending(indexes: readonly number[]): Int32Array {
  return Int32Array.from(indexes).toSorted();
}

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

/** Each channel's mean and standard deviation over all images, of bytes / 255, to 4 decimals. */
export function channelStatistics(images: AnyImages): Normalisation {
  const { count, channels, height, width } = images;
  const plane = height * width;
  const mean: number[] = [];
  const std: number[] = [];
  for (let c = 0; c < channels; c += 1) {
    let sum = 0;
    let squares = 0;
    for (let image = 0; image < count; image += 1) {
      const pixels = "read" in images ? images.read([image]) : images.pixels;
      const start = ("read" in images ? c : image * channels + c) * plane;
      for (let i = start; i < start + plane; i += 1) {
        const byte = pixels[i] ?? 0;
        sum += byte;
        squares += byte * byte;
      }
    }
    const values = count * plane;
    const average = sum / values;
    const variance = squares / values - average * average;
    mean.push(rounded(average / 255));
    std.push(Math.max(rounded(Math.sqrt(variance) / 255), 1e-4));
  }
  return { mean, std };
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
