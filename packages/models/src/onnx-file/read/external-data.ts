import { open, realpath, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { kindOfFileAt, whyNotRead } from "@vmoe-bench/files";
import { ExternalDataError, otherFileError } from "../errors.ts";
import type { OnnxGraph, OnnxModel } from "../wire/decode.ts";
import type { OnnxTensor } from "../wire/tensor.ts";

/** A file that holds weights of a model, inside the model's folder. */
export interface ExternalFile {
  /** As the model names it. */
  readonly location: string;
  readonly path: string;
  readonly bytes: number;
}

/**
 * The files that a graph's weights lie in, found and measured, and not yet read.
 * @throws ExternalDataError for one that is missing, too short, or outside of the model's folder
 */
export async function findExternal(
  path: string,
  { graph, functions }: Pick<OnnxModel, "graph" | "functions">,
): Promise<ExternalFile[]> {
  const inside = [graph, ...functions.values()].flatMap(tensorsInNodes);
  const hidden = inside.find(({ external }) => external !== undefined);
  if (hidden !== undefined)
    throw new ExternalDataError(path, `"${hidden.name}" is no weight of the outermost graph`);
  const files = new Map<string, ExternalFile>();
  for (const tensor of graph.constants) {
    if (tensor.external === undefined) continue;
    const { location } = tensor.external;
    const file = files.get(location) ?? (await findFile(path, location));
    files.set(location, file);
    await requireInside(path, tensor, file);
  }
  return [...files.values()];
}

function tensorsInNodes({ nodes }: Pick<OnnxGraph, "nodes">): OnnxTensor[] {
  return nodes.flatMap(({ attributes }) =>
    [...attributes.values()].flatMap(({ tensor, graph: inner }) => [
      ...(tensor === undefined ? [] : [tensor]),
      ...(inner === undefined ? [] : [...inner.constants, ...tensorsInNodes(inner)]),
    ]),
  );
}

async function findFile(path: string, location: string): Promise<ExternalFile> {
  const parts = location.split(/[/\\]/);
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== "..");
  if (!isPlain || location.includes("\0") || /^[A-Za-z]:/.test(location))
    throw new ExternalDataError(path, `"${location}" is no path inside the model's folder`);
  const folder = dirname(path);
  try {
    const real = await realpath(join(folder, ...parts));
    const allowed = await foldersOf(folder);
    if (!allowed.some((own) => real.startsWith(`${own}${sep}`)))
      throw new ExternalDataError(path, `"${location}" is a link that leaves the model's folder`);
    const status = await stat(real);
    if (!status.isFile()) throw new ExternalDataError(path, `"${location}" is no file`);
    return { location, path: real, bytes: status.size };
  } catch (error) {
    if (error instanceof ExternalDataError) throw error;
    const missing = systemErrorCode(error) === "ENOENT";
    const why = missing ? `"${location}" is missing` : whyNotRead(error);
    throw new ExternalDataError(path, why);
  }
}

/**
 * Where a model's weights may lie: its folder and below it. In Hugging Face's cache a snapshot has only
 * links, and the files are in `blobs` beside the snapshots of the same repository.
 */
async function foldersOf(folder: string): Promise<string[]> {
  const own = await realpath(folder);
  const snapshot = /^(.*[/\\]models--[^/\\]+)[/\\]snapshots[/\\][^/\\]+(?:[/\\].*)?$/.exec(
    own,
  )?.[1];
  if (snapshot === undefined) return [own];
  const blobs = await realpath(join(snapshot, "blobs")).catch(() => undefined);
  return blobs === undefined || dirname(blobs) !== snapshot ? [own] : [own, blobs];
}

async function requireInside(
  path: string,
  { name, external }: OnnxTensor,
  file: ExternalFile,
): Promise<void> {
  if (external === undefined) return;
  const end = external.offset + external.length;
  if (end <= file.bytes) return;
  const kind = await kindOfFileAt(file.path);
  if (kind !== undefined) throw otherFileError(file.path, "weights", kind);
  throw new ExternalDataError(
    path,
    `"${name}" ends at byte ${end} of "${file.location}", which has ${file.bytes}`,
  );
}

/**
 * A constant's bytes, from the file beside the model that they lie in.
 * @throws ExternalDataError where that became shorter
 */
export async function readExternal(
  { name, external }: OnnxTensor,
  model: { readonly path: string; readonly external: readonly ExternalFile[] },
): Promise<Uint8Array> {
  const from = model.external.find(({ location }) => location === external?.location);
  if (from === undefined || external === undefined)
    throw new RangeError(`The weights of "${name}" were not looked for.`);
  const { offset, length } = external;
  const weights = new Uint8Array(length);
  const handle = await open(from.path);
  try {
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(weights, done, length - done, offset + done);
      if (bytesRead === 0)
        throw new ExternalDataError(
          model.path,
          `"${from.location}" became shorter while it was read`,
        );
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return weights;
}
