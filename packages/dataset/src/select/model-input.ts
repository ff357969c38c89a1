import {
  type ImageBatch,
  KnownError,
  type Normalisation,
  type RawImages,
  sourceChannels,
} from "@vmoe-bench/contracts";
import type { StoredImages } from "../stored/split.ts";

/** What a model takes. */
interface InputForm {
  readonly normalisation: Normalisation;
  readonly layout: "nchw" | "nhwc";
}

/**
 * The images at these positions as a model's input.
 * @throws `image-index`, `channels`
 */
export function modelInput(
  images: RawImages | StoredImages,
  indexes: ArrayLike<number>,
  { normalisation, layout }: InputForm,
): ImageBatch {
  return inLayout(normalise(gather(images, indexes), normalisation), layout);
}

/**
 * Copies the chosen images, or reads them, in the order of their indexes; an index may come twice.
 * @throws `image-index`
 */
export function gather(
  images: RawImages | Omit<StoredImages, "path">,
  indexes: ArrayLike<number>,
): RawImages {
  const { count, channels, height, width } = images;
  requireIndexes(indexes, count);
  if ("read" in images)
    return { count: indexes.length, channels, height, width, pixels: images.read(indexes) };
  const imageBytes = channels * height * width;
  const pixels = new Uint8Array(indexes.length * imageBytes);
  for (let i = 0; i < indexes.length; i++) {
    const start = (indexes[i] ?? 0) * imageBytes;
    pixels.set(images.pixels.subarray(start, start + imageBytes), i * imageBytes);
  }
  return { count: indexes.length, channels, height, width, pixels };
}

/**
 * @throws `image-index` unless each is a whole number from 0 to count − 1
 */
function requireIndexes(indexes: ArrayLike<number>, count: number): void {
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i] ?? NaN;
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw imageIndexError(index, count);
  }
}

/** An image that does not exist. */
function imageIndexError(index: number, count: number): KnownError {
  return new KnownError(
    "image-index",
    `Image ${index} was asked for, of ${count}.`,
    `Ask for images from 0 to ${count - 1}; check that model, data set and split belong together.`,
  );
}

/** [B,C,H,W] as it is, or as [B,H,W,C] for a graph that wants channels last. */
export function inLayout(images: ImageBatch, layout: "nchw" | "nhwc"): ImageBatch {
  if (layout === "nchw") return images;
  const [B, C, H, W] = images.dims;
  const plane = H * W;
  const data = new Float32Array(images.data.length);
  for (let image = 0; image < B; image += 1)
    for (let channel = 0; channel < C; channel += 1) {
      const from = (image * C + channel) * plane;
      const to = image * C * plane + channel;
      for (let i = 0; i < plane; i += 1) data[to + i * C] = images.data[from + i] ?? 0;
    }
  return { dims: [B, H, W, C], data };
}

/**
 * Turns bytes into model input: (byte / 255 − mean) / std, with a mean and a std a channel, in the
 * order of the model's channels.
 * @param into reused for the values; a new array when absent. Longer than needed is well.
 * @throws `channels` when the normalisation is for another number of channels
 * @throws RangeError when `into` is too short
 */
export function normalise(
  images: RawImages,
  normalisation: Normalisation,
  into?: Float32Array,
): ImageBatch {
  const { count, channels, height, width, pixels } = images;
  if (normalisation.mean.length !== channels)
    throw channelsError(channels, normalisation.mean.length);
  const tables = channelTables(normalisation);
  const plane = height * width;
  const values = count * channels * plane;
  const data = (into ?? new Float32Array(values)).subarray(0, values);
  if (data.length < values)
    throw new RangeError(`${values} values do not fit into an array of ${data.length}`);

  const sources = sourceChannels(normalisation);
  let start = 0;
  for (let image = 0; image < count; image++)
    for (const [channel, table] of tables.entries()) {
      const end = start + plane;
      let source = (image * channels + (sources[channel] ?? channel)) * plane;
      for (let i = start; i < end; i++) data[i] = table[pixels[source++] ?? 0] ?? 0;
      start = end;
    }
  return { dims: [count, channels, height, width], data };
}

/** What each byte becomes, a table a channel. */
function channelTables({ mean, std }: Normalisation): Float32Array[] {
  return mean.map((m, channel) => {
    const s = std[channel] ?? NaN;
    return Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / s);
  });
}

/** A normalisation for another number of channels. */
function channelsError(images: number, normalisation: number): KnownError {
  return new KnownError(
    "channels",
    `The images have ${images} channels, and the normalisation is for ${normalisation}.`,
    "Use a model that was trained on this data set.",
  );
}
