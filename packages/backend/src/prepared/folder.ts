import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  checkJson,
  preparedManifestSchema,
  systemErrorCode,
  type ModelFiles,
  type PreparedModel,
} from "@vmoe-bench/contracts";
import { writeFileWhole, makeFolder } from "@vmoe-bench/files";
import { wrongSizeError, checkedFiles, missingFileError } from "./checked-files.ts";

const manifestName = "manifest.json";

/** Writes a prepared model: its files, then the manifest that vouches for them. */
export async function writePrepared(
  folder: string,
  { manifest, files }: PreparedModel,
): Promise<void> {
  await makeFolder(folder);
  for (const [name, bytes] of files) await writeFileWhole(join(folder, name), bytes);
  await writeFileWhole(join(folder, manifestName), `${JSON.stringify(manifest)}\n`);
}

/**
 * A prepared model in a folder; its files are read when they are asked for.
 * @throws `missing-file`, InvalidValueError for the manifest
 */
export async function filesInFolder(folder: string): Promise<ModelFiles> {
  const place = join(folder, manifestName);
  const bytes = await readIfThere(place);
  if (bytes === undefined) throw missingFileError(place);
  const manifest = checkJson(preparedManifestSchema, new TextDecoder().decode(bytes), place);
  return checkedFiles(manifest, {
    placeOf: (name) => join(folder, name),
    async read(name, limit) {
      const file = join(folder, name);
      await requireSize(file, limit);
      return readIfThere(file);
    },
  });
}

/** Before a file is read whole: what took its place may be of any size. */
async function requireSize(file: string, wanted: number): Promise<void> {
  try {
    const { size } = await stat(file);
    if (size !== wanted) throw wrongSizeError(file, size, wanted);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
