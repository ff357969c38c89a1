import { crc32, deflateSync } from "node:zlib";
import type { RawImages } from "@vmoe-bench/contracts";

/**
 * One image as a PNG: grey for one channel, colour for three.
 * PNG specification, third edition, sections 5 and 11.
 * @returns null for another number of channels, or an image that is not there
 */
export function pngOf(images: RawImages, index: number): Buffer | null {
  const { channels, height, width, pixels, count } = images;
  if ((channels !== 1 && channels !== 3) || index < 0 || index >= count) return null;
  const start = index * channels * height * width;
  const lines = Buffer.alloc(height * (1 + width * channels));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        lines[y * (1 + width * channels) + 1 + x * channels + c] =
          pixels[start + (c * height + y) * width + x] ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = channels === 1 ? 0 : 2;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
