import { availableParallelism } from "node:os";
import { temporaryFolder } from "@vmoe-bench/files";
import { type Figure, type FigureSet, shown } from "../figure.ts";
import { classes, writePhotos, openPhotos } from "./photos.ts";
import { measureEvaluation } from "./evaluation.ts";
import { measureMemory } from "./memory.ts";

const decodedImages = 1_000;
const scannedImages = 50_000;
const mostScanSeconds = 2;

export const dataFigures: FigureSet = {
  decode: () => inFolder(measureDecoding),
  scan: () => inFolder(measureScan),
  evaluate: () => inFolder(measureEvaluation),
  memory: () => inFolder(measureMemory),
};

/** In a temporary folder, gone when the work is over. */
async function inFolder(work: (folder: string) => Promise<Figure[]>): Promise<Figure[]> {
  const folder = temporaryFolder("data");
  try {
    return await work(folder.path);
  } finally {
    folder.remove();
  }
}

/** Decoding, preprocessing and writing, of photos of 500 x 375 pixels. */
async function measureDecoding(folder: string): Promise<Figure[]> {
  await writePhotos(folder, decodedImages, classes);
  const threads = Math.min(2, availableParallelism());
  const start = performance.now();
  await openPhotos(folder, {}, threads);
  const rate = (1_000 * decodedImages) / (performance.now() - start);
  const name = `decode, resize and crop to 224 px, ${threads} threads`;
  return [shown(name, rate, `${rate.toFixed(0)} images/s`)];
}

/** From the path alone until the first image is decoded. */
async function measureScan(folder: string): Promise<Figure[]> {
  await writePhotos(folder, scannedImages, classes);
  const stop = new AbortController();
  let first = NaN;
  const start = performance.now();
  const opening = openPhotos(folder, {
    limitBytes: 1e12,
    signal: stop.signal,
    onProgress: () => {
      first = (performance.now() - start) / 1_000;
      stop.abort(new Error("The first image is decoded."));
    },
  });
  await opening.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return [
    {
      name: "50,000 images in ImageNet's layout: first image decoded",
      value: first,
      text: `${first.toFixed(2)} s`,
      target: `under ${mostScanSeconds} s`,
      met: first < mostScanSeconds,
    },
  ];
}
