import { link, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { seededRandom } from "@vmoe-bench/measure";
import type { DecodedImages } from "@vmoe-bench/dataset";
import { openImages, scanImages, startThreadDecoder } from "@vmoe-bench/dataset/images";
import sharp from "sharp";

/** Usual sides of ImageNet's photos, in pixels. */
const [width, height] = [500, 375];
/** Files that differ; more would only take longer to make. */
const different = 200;

/** JPEG photos of smooth colours, edges and some noise, of about 50 kB as ImageNet's are. */
async function photo(seed: number): Promise<Uint8Array> {
  const pixels = new Uint8Array(3 * width * height);
  const random = seededRandom(seed);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++, i++) {
        const wave = Math.sin((x * (c + 2)) / (20 + (seed % 7)) + y / 30) * 80;
        const edge = (x >> 5) % 3 === (y >> 6) % 3 ? 40 : 0;
        pixels[i] = Math.max(0, Math.min(255, 110 + wave + edge + random.integer(16)));
      }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/**
 * ImageNet's flat validation layout: `val/ILSVRC2012_val_00000001.JPEG` and on, with `val.txt`. Hard
 * links to the same few hundred photos, so that 50,000 take little room.
 * @param classes that the labels go round
 */
export async function writePhotos(root: string, count: number, classes: number): Promise<void> {
  await mkdir(join(root, "val"), { recursive: true });
  const path = (i: number) =>
    join(root, "val", `ILSVRC2012_val_${String(i + 1).padStart(8, "0")}.JPEG`);
  const first = Math.min(different, count);
  for (let i = 0; i < first; i++) await writeFile(path(i), await photo(i));
  for (let i = first; i < count; i++) await link(path(i % first), path(i));
  const lines = Array.from(
    { length: count },
    (_, i) => `ILSVRC2012_val_${String(i + 1).padStart(8, "0")}.JPEG ${i % classes}\n`,
  );
  await writeFile(join(root, "val.txt"), lines.join(""));
}

/** ImageNet-1k's at 224 pixels, as timm evaluates it. */
export const recipe = {
  channels: 3,
  size: 224,
  cropPart: 0.875,
  interpolation: "bicubic",
  resize: "shortest-side",
  orientation: "stored",
} as const;

export const classes = 1_000;

/** Decodes photos that {@link writePhotos} wrote, into a cache beside them. */
export function openPhotos(
  root: string,
  options: Partial<Parameters<typeof openImages>[2]> = {},
  threads?: number,
): Promise<DecodedImages> {
  return openImages(scanImages(root, "test"), () => startThreadDecoder(threads), {
    name: "bench",
    split: "test",
    recipe,
    skipCorrupt: false,
    cache: join(root, "cache"),
    ...options,
  });
}
