import { open } from "node:fs/promises";
import { gather, normalise, type DecodedImages } from "@vmoe-bench/dataset";
import type { Figure } from "../figure.ts";
import { classes, recipe, writePhotos, openPhotos } from "./photos.ts";

const decodedImages = 2_000;
const readImages = 50_000;
const batch = 64;
const mostGrowth = 64e6;
const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

/**
 * Resident memory after a quarter of the work and at its most from there on, while photos are decoded
 * and while 50,000 decoded images (7.5 GB) are read and normalised.
 */
export async function measureMemory(folder: string): Promise<Figure[]> {
  await writePhotos(folder, decodedImages, classes);
  const decoding = new Growth(decodedImages);
  const decoded = await openPhotos(folder, { onProgress: (done) => decoding.look(done) });
  // The rest of the 50,000 is a hole in the file: it reads as zeros and takes no room on the disk.
  const file = await open(decoded.images.path, "r+");
  await file.truncate(readImages * recipe.channels * recipe.size ** 2);
  await file.close();
  const reading = new Growth(readImages);
  readAll(decoded, reading);
  return [
    figureOf(`memory while ${decodedImages.toLocaleString("en")} photos are decoded`, decoding),
    figureOf(`memory while ${readImages.toLocaleString("en")} decoded images are read`, reading),
  ];
}

function readAll({ images }: DecodedImages, growth: Growth): void {
  const all = { ...images, count: readImages };
  const into = new Float32Array(batch * recipe.channels * recipe.size ** 2);
  for (let start = 0; start < readImages; start += batch) {
    const length = Math.min(batch, readImages - start);
    const indexes = Array.from({ length }, (_, i) => start + i);
    normalise(gather(all, indexes), normalisation, into);
    growth.look(start + length);
  }
}

/** How much resident memory grows after the first quarter of some work, in bytes. */
class Growth {
  readonly #quarter: number;
  #after: number | undefined;
  #most = 0;

  constructor(total: number) {
    this.#quarter = total / 4;
  }

  look(done: number): void {
    if (done < this.#quarter) return;
    const now = process.memoryUsage.rss();
    this.#after ??= now;
    this.#most = Math.max(this.#most, now);
  }

  get bytes(): number {
    return this.#most - (this.#after ?? 0);
  }

  get most(): number {
    return this.#most;
  }
}

function figureOf(name: string, growth: Growth): Figure {
  return {
    name,
    value: growth.bytes,
    text: `${megabytes(growth.bytes)} MB more after the first quarter, ${megabytes(growth.most)} MB at most`,
    target: `at most ${megabytes(mostGrowth)} MB more`,
    met: growth.bytes <= mostGrowth,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
