import {
  KnownError,
  sourceChannels,
  type ImageBatch,
  type Normalisation,
  type RawImages,
} from "@vmoe-bench/contracts";

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
export function channelsError(images: number, normalisation: number): KnownError {
  return new KnownError(
    "channels",
    `The images have ${images} channels, and the normalisation is for ${normalisation}.`,
    "Use a model that was trained on this data set.",
  );
}
