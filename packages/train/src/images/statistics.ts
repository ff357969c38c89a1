import type { Normalisation } from "@vmoe-bench/contracts";
import type { AnyImages } from "./train-split.ts";

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
