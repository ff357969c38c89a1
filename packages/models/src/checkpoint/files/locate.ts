import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { checkJson, systemErrorCode } from "@vmoe-bench/contracts";
import { kindOfFileAt, whyNotRead } from "@vmoe-bench/files";
import { z } from "zod";
import { checkpointNotFoundError, otherFileError } from "../errors.ts";

const indexName = "model.safetensors.index.json";
const mostJsonBytes = 50_000_000;

/** The files of a checkpoint, before any of them is read. */
export interface CheckpointFiles {
  /** The folder that config.json lies in. */
  readonly folder: string;
  /** Paths of the safetensors files. */
  readonly weights: readonly string[];
  /** Where there are shards: the tensors' names and the plain name of the file of each. */
  readonly shardOf: ReadonlyMap<string, string> | undefined;
}

const indexSchema = z.object({
  weight_map: z.record(
    z.string(),
    z.string().regex(/^[\w][\w.-]{0,199}\.safetensors$/, "expected the plain name of a file"),
  ),
});

/**
 * @param path a safetensors file, an index of shards, or a folder that holds either
 * @throws `checkpoint-not-found`, `other-file`, InvalidValueError for a broken index
 */
export async function locateCheckpoint(path: string): Promise<CheckpointFiles> {
  const status = await stat(path).catch((error: unknown) => {
    const missing = systemErrorCode(error) === "ENOENT";
    throw checkpointNotFoundError(path, missing ? "nothing is there" : whyNotRead(error));
  });
  if (!status.isDirectory()) {
    if (!status.isFile()) throw checkpointNotFoundError(path, "it is no plain file");
    if (path.endsWith(".index.json")) return shards(path);
    if (path.endsWith(".safetensors"))
      return { folder: dirname(path), weights: [path], shardOf: undefined };
    await requireKind(path);
    throw checkpointNotFoundError(path, "it is not a .safetensors file");
  }
  const names = await readdir(path);
  if (names.includes(indexName)) return shards(join(path, indexName));
  // macOS writes "._model.safetensors" beside what it copies.
  const files = names
    .filter((name) => name.endsWith(".safetensors") && !name.startsWith("."))
    .toSorted();
  const only = files.includes("model.safetensors") ? "model.safetensors" : files[0];
  if (only === undefined) {
    const pickled = names.find((name) => /\.(bin|pth|pt|ckpt|npz|h5|msgpack)$/.test(name));
    if (pickled !== undefined) await requireKind(join(path, pickled));
    throw checkpointNotFoundError(
      path,
      pickled === undefined
        ? "the folder holds no .safetensors file"
        : `"${pickled}" is not read, only .safetensors files`,
    );
  }
  if (files.length > 1 && only !== "model.safetensors")
    throw checkpointNotFoundError(
      path,
      `it holds ${files.join(", ")}, and no ${indexName} that says how they belong together`,
    );
  return { folder: path, weights: [join(path, only)], shardOf: undefined };
}

/** @throws `other-file` for a file that its first bytes tell to be of another kind */
export async function requireKind(path: string, kind?: "safetensors"): Promise<void> {
  const told = await kindOfFileAt(path);
  if (told !== undefined && told.kind !== kind && told.kind !== "empty")
    throw otherFileError(path, told);
}

async function shards(index: string): Promise<CheckpointFiles> {
  const folder = dirname(index);
  const { weight_map } = checkJson(indexSchema, (await readJsonText(index)) ?? "", index);
  const shardOf = new Map(Object.entries(weight_map));
  const names = [...new Set(shardOf.values())].toSorted();
  if (names.length === 0) throw checkpointNotFoundError(index, "it names no shard");
  const there = new Set(await readdir(folder));
  const missing = names.filter((name) => !there.has(name));
  if (missing[0] !== undefined)
    throw checkpointNotFoundError(
      folder,
      `"${missing[0]}" is missing, ${missing.length} of ${names.length} shards in all`,
    );
  return { folder, weights: names.map((name) => join(folder, name)), shardOf };
}

/**
 * Text of a small file; undefined where it is not there.
 * @throws `checkpoint-not-found` for one that is no small file, `other-file`
 */
export async function readJsonText(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > mostJsonBytes)
      throw checkpointNotFoundError(dirname(path), `${basename(path)} has ${size} bytes`);
    await requireKind(path);
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
