import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import type { Tensor } from "@vmoe-bench/contracts";
import {
  brokenSafetensorsError,
  isTrainingCounter,
  safetensorsEntries,
  safetensorsHeaderBytes,
  safetensorsPrefixBytes,
  safetensorsValues,
} from "@vmoe-bench/model";
import { brokenCheckpointError } from "../errors.ts";
import { requireKind, type CheckpointFiles } from "./locate.ts";

/** Values of all tensors together: 8 GiB as float32. */
const mostValues = 2 ** 31;

const mostSkipped = 2 ** 20;

export interface ReadFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ReadTensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly files: readonly ReadFile[];
}

/**
 * All tensors as float32, file by file and tensor by tensor: besides the values, one tensor's bytes
 * are in memory.
 * @param most values that the files may hold together
 * @throws `other-file`, `broken-safetensors`, `broken-checkpoint`
 */
export async function readTensors(
  { weights, shardOf }: CheckpointFiles,
  most = mostValues,
): Promise<ReadTensors> {
  const tensors = new Map<string, Tensor>();
  const files: ReadFile[] = [];
  let total = 0;
  for (const path of weights) {
    const name = basename(path);
    const take = (values: number): void => {
      total += values;
      if (total > most)
        throw brokenCheckpointError(path, `with it there are ${total} values, more than ${most}`);
    };
    files.push(
      await readFileInto(path, take, (tensorName, tensor) => {
        if (shardOf !== undefined && shardOf.get(tensorName) !== name)
          throw brokenCheckpointError(path, `"${tensorName}" is not in the index as its own`);
        tensors.set(tensorName, tensor);
      }),
    );
  }
  const lost = [...(shardOf?.keys() ?? [])].find((name) => !tensors.has(name));
  if (lost !== undefined)
    throw brokenCheckpointError(
      shardOf?.get(lost) ?? lost,
      `"${lost}" is missing, which the index says is there`,
    );
  return { tensors, files };
}

async function readFileInto(
  path: string,
  take: (values: number) => void,
  keep: (name: string, tensor: Tensor) => void,
): Promise<ReadFile> {
  await requireKind(path, "safetensors");
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const hash = createHash("sha256");
    const next = async (from: number, bytes: number): Promise<Uint8Array> => {
      const part = await readPart(handle, from, Math.min(bytes, size - from), path);
      hash.update(part);
      return part;
    };
    /** What is not kept is part of the file's hash. */
    const skip = async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to; at += mostSkipped)
        await next(at, Math.min(mostSkipped, to - at));
    };
    const start = await next(0, safetensorsPrefixBytes);
    const headerBytes = safetensorsHeaderBytes(start, path);
    const dataStart = safetensorsPrefixBytes + headerBytes;
    if (dataStart > size) throw brokenSafetensorsError(path, "it ends inside its header");
    const header = await next(safetensorsPrefixBytes, headerBytes);
    const entries = safetensorsEntries(header, size, path, isTrainingCounter);
    take(entries.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0));
    let at = dataStart;
    for (const { name, dtype, shape, from, to } of entries) {
      await skip(at, from);
      keep(name, { dims: shape, data: safetensorsValues(await next(from, to - from), dtype) });
      at = to;
    }
    await skip(at, size);
    return { name: basename(path), bytes: size, sha256: hash.digest("hex") };
  } finally {
    await handle.close();
  }
}

async function readPart(
  handle: FileHandle,
  from: number,
  bytes: number,
  path: string,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  let done = 0;
  while (done < bytes) {
    const { bytesRead } = await handle.read(buffer, done, bytes - done, from + done);
    if (bytesRead === 0) throw brokenSafetensorsError(path, "it was cut short while it was read");
    done += bytesRead;
  }
  return buffer;
}
