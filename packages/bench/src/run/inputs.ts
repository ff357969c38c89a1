import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkJson, hostProvenanceSchema, layoutOf, type ImageBatch } from "@vmoe-bench/contracts";
import { gather, inLayout, normalise, type RunSplit } from "@vmoe-bench/dataset";
import { writeFileWhole } from "@vmoe-bench/files";
import { z } from "zod";
import type { RunModel } from "@vmoe-bench/models/find";

/** Beside a prepared model: preprocessed images, float32 in the model's layout, and what they are. */
const dataFile = "inputs.bin";
const aboutFile = "inputs.json";

const aboutSchema = z.strictObject({
  /** Of the data set. */
  dataset: hostProvenanceSchema.shape.dataset,
  /** Position in the split of each image. */
  indexes: z.array(z.int().nonnegative()).min(1),
});

export interface Inputs extends z.output<typeof aboutSchema> {
  readonly data: Float32Array;
}

/** Writes the images of a block that is to read nothing else: no data set is in its memory. */
export async function writeInputs(
  folder: string,
  split: RunSplit,
  indexes: readonly number[],
  model: Pick<RunModel, "shape" | "normalisation">,
): Promise<void> {
  const images = normalise(gather(split.images, indexes), model.normalisation());
  const { data } = inLayout(images, layoutOf(model.shape));
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  await writeFileWhole(join(folder, dataFile), bytes);
  const { sha256, decoding } = split;
  const dataset = { sha256, ...(decoding === undefined ? {} : { decoding }) };
  const about = { dataset, indexes };
  await writeFileWhole(join(folder, aboutFile), JSON.stringify(about));
}

/** Writes images that are preprocessed already, numbered from 0. */
export async function writeImages(folder: string, images: readonly ImageBatch[]): Promise<void> {
  const parts = images.map(
    ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  await writeFileWhole(join(folder, dataFile), Buffer.concat(parts));
  const about = { dataset: { sha256: "" }, indexes: images.map((_, i) => i) };
  await writeFileWhole(join(folder, aboutFile), JSON.stringify(about));
}

export async function readInputs(folder: string): Promise<Inputs> {
  const file = join(folder, aboutFile);
  const about = checkJson(aboutSchema, await readFile(file, "utf8"), file);
  const bytes = await readFile(join(folder, dataFile));
  const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return { ...about, data };
}
