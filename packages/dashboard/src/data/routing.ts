import type { AccuracyMeasurement, ModelCard, RawImages } from "@vmoe-bench/contracts";
import { median } from "@vmoe-bench/measure";
import { crc32, deflateSync } from "node:zlib";
import { digits, type Routing } from "./schema.ts";
import type { CellRecords } from "./cell-records.ts";

interface RoutingInput {
  readonly card: ModelCard;
  readonly cell: number;
  readonly dataset: string;
  readonly records: CellRecords;
  /** Where they may be shown. */
  readonly pictures: RawImages | undefined;
}

const examplesPerExpert = 24;
const fewestSamples = 11;

/** Where a per-image router sends the images; undefined for a dense model. */
export function routingOf(input: RoutingInput): Routing | undefined {
  const { card, cell, dataset, records } = input;
  const accuracy = records.accuracy[0]?.measurement;
  const { moe } = card.config;
  if (moe === undefined || moe.routing !== "image" || accuracy === undefined) return undefined;
  const chosen = accuracy.experts.map((experts) => experts[0] ?? -1);
  if (chosen.length === 0) return undefined;
  const superClasses = superClassesOf(card);
  const classByExpert = card.classes.map(() => Array.from({ length: moe.experts }, () => 0));
  chosen.forEach((expert, i) => {
    const row = classByExpert[accuracy.labels[i] ?? -1];
    if (row?.[expert] !== undefined) row[expert] = row[expert] + 1;
  });
  return {
    model: card.id,
    cell,
    dataset,
    images: chosen.length,
    classes: card.classes,
    superClasses: superClasses.map((members) => [...members]),
    classByExpert,
    routedRight: superClasses.length === 0 ? null : routedRight(card, accuracy, chosen),
    experts: Array.from({ length: moe.experts }, (_, expert) => {
      const own = chosen.flatMap((e, i) => (e === expert ? [i] : []));
      return {
        images: own.length,
        correct: own.filter((i) => accuracy.labels[i] === accuracy.predicted[i]).length,
        latency: latencyOf(records, expert),
        examples: spread(own, examplesPerExpert).map((image) => ({
          image,
          label: accuracy.labels[image] ?? 0,
          predicted: accuracy.predicted[image] ?? 0,
          png: (input.pictures && pngOf(input.pictures, image)?.toString("base64")) ?? null,
        })),
      };
    }),
  };
}

function superClassesOf({ training }: ModelCard): readonly (readonly string[])[] {
  return training.kind === "trained" ? training.superClasses : [];
}

function routedRight(card: ModelCard, { labels }: AccuracyMeasurement, chosen: readonly number[]) {
  const superClasses = superClassesOf(card);
  const expertOf = card.classes.map((name) => superClasses.findIndex((all) => all.includes(name)));
  return chosen.filter((expert, i) => expertOf[labels[i] ?? -1] === expert).length;
}

/** As many as asked, evenly over all, so that no class is left out by its place in the split. */
function spread(items: readonly number[], count: number): number[] {
  const step = Math.max(1, items.length / count);
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, i) => items[Math.floor(i * step)] ?? 0,
  );
}

/** Only batches of 1 tell which expert a sample hit. */
function latencyOf({ latency }: CellRecords, expert: number) {
  const samples = latency.flatMap(({ arm, measurement: { batches, experts, samplesMs } }) =>
    arm.batch === 1 && arm.scenario.kind === "single-stream"
      ? samplesMs.filter((_, i) => experts[i % batches.length]?.[0] === expert)
      : [],
  );
  if (samples.length < fewestSamples) return null;
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (part: number) => digits(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
  return {
    medianMs: digits(median(samples) ?? 0),
    q1Ms: at(0.25),
    q3Ms: at(0.75),
    samples: samples.length,
  };
}

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
