import { readFile } from "node:fs/promises";
import {
  checkJson,
  KnownError,
  messageOf,
  systemErrorCode,
  type Tensor,
  type WeightMap,
} from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { checkTensors, decodeSafetensors, encodeSafetensors } from "@vmoe-bench/model";
import { z } from "zod";
import { brokenCheckpointError, OtherCheckpointError } from "../errors.ts";
import { epochRecordSchema } from "./epoch.ts";

/** What must be the same for training to go on to the same numbers. */
const identitySchema = z.strictObject({
  recipe: z.string(),
  data: z.string(),
  /** [K]: each class's super-class; null for a dense model. */
  superClasses: z.array(z.int()).nullable(),
});
export type Identity = z.output<typeof identitySchema>;

const progressSchema = z.strictObject({
  schemaVersion: z.literal(1),
  identity: identitySchema,
  /** Steps of the optimiser over all epochs. */
  steps: z.int().nonnegative(),
  /** One entry for each whole epoch. */
  curve: z.array(epochRecordSchema),
});
export type Progress = z.output<typeof progressSchema>;

/** The state between two epochs; with it training goes on to the same numbers, bit for bit. */
export interface Checkpoint {
  readonly weights: WeightMap;
  /** AdamW's two means, by weight name. */
  readonly m: WeightMap;
  readonly v: WeightMap;
  /** The moving average of the weights, where the recipe asks for one. */
  readonly ema: WeightMap | undefined;
  readonly progress: Progress;
}

const metadataKey = "vmoe-bench.training";

/**
 * One safetensors file with weights, `adam.m.*`, `adam.v.*`, `ema.*` and the progress as metadata.
 * @throws FileNotWritableError
 */
export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { weights, m, v, ema = new Map(), progress } = checkpoint;
  const all = new Map([
    ...weights,
    ...prefixed("adam.m.", m),
    ...prefixed("adam.v.", v),
    ...prefixed("ema.", ema),
  ]);
  const metadata = { [metadataKey]: JSON.stringify(progress) };
  await writeFileWhole(file, encodeSafetensors(all, metadata));
}

/**
 * @returns undefined where there is no such file
 * @throws `broken-checkpoint`, OtherCheckpointError
 */
export async function loadCheckpoint(
  file: string,
  identity: Identity,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<Checkpoint | undefined> {
  const bytes = await readIfThere(file);
  if (bytes === undefined) return undefined;
  try {
    const all = decodeSafetensors(bytes, file);
    const progress = readProgress(bytes, file);
    requireSame(file, progress.identity, identity);
    const [weights, m, v] = [without("", all), without("adam.m.", all), without("adam.v.", all)];
    const ema = without("ema.", all);
    const averaged = ema.size > 0;
    for (const part of [weights, m, v, ...(averaged ? [ema] : [])])
      checkTensors(part, shapes, file);
    return { weights, m, v, ema: averaged ? ema : undefined, progress };
  } catch (error) {
    if (error instanceof OtherCheckpointError || !(error instanceof KnownError)) throw error;
    throw brokenCheckpointError(file, withoutFile(error.message, file), { cause: error });
  }
}

function requireSame(file: string, found: Identity, wanted: Identity): void {
  if (found.recipe !== wanted.recipe) throw new OtherCheckpointError(file, "recipe");
  if (found.data !== wanted.data) throw new OtherCheckpointError(file, "data file");
  if (JSON.stringify(found.superClasses) !== JSON.stringify(wanted.superClasses))
    throw new OtherCheckpointError(file, "set of super-classes");
}

/** The file was decoded before, so its header is whole. */
function readProgress(bytes: Uint8Array, file: string): Progress {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + Number(view.getBigUint64(0, true));
  const header = z.object({ __metadata__: z.object({ [metadataKey]: z.string() }) });
  const text = new TextDecoder().decode(bytes.subarray(8, end));
  const { __metadata__: metadata } = checkJson(header, text, file);
  return checkJson(progressSchema, metadata[metadataKey] ?? "", file);
}

function prefixed(prefix: string, tensors: WeightMap): [string, Tensor][] {
  return [...tensors].map(([name, value]) => [prefix + name, value]);
}

/** The tensors whose names have the prefix, without it; with no prefix, the model's own. */
function without(prefix: string, all: WeightMap): WeightMap {
  const chosen = [...all].filter(([name]) =>
    prefix === "" ? !/^(adam|ema)\./.test(name) : name.startsWith(prefix),
  );
  return new Map(chosen.map(([name, value]) => [name.slice(prefix.length), value]));
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw brokenCheckpointError(file, messageOf(error), { cause: error });
  }
}

function withoutFile(message: string, file: string): string {
  return message.replace(`${file}: `, "").replace(/\.$/, "");
}
