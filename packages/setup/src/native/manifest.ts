import { createHash } from "node:crypto";
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { checkJson, KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { z } from "zod";

const manifestName = "vmoe-bench-native.json";
/** Larger files are known by their size alone, so that a look takes milliseconds. */
const hashedBytes = 4_000_000;

const fileSchema = z.strictObject({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string().optional(),
});

/** Lies beside `deps` and `lib` once their binding was seen to load, and says what they are. */
const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  versions: z.record(z.string(), z.string()),
  files: z.array(fileSchema).min(1),
});
export type Manifest = z.output<typeof manifestSchema>;

/** Records what lies in `root`'s `deps` and `lib`. Written last and at once. */
export async function writeManifest(
  root: string,
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  const paths = await Promise.all(["deps", "lib"].map((name) => filesBelow(join(root, name))));
  const files = await Promise.all(paths.flat().map((path) => describe(root, path)));
  const manifest: Manifest = { schemaVersion: 1, versions: { ...versions }, files };
  const file = join(root, manifestName);
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(partial, file);
}

/** The manifest in `root`, if there is one and every file is as it says. */
export async function readIntactManifest(root: string): Promise<Manifest | undefined> {
  try {
    const file = join(root, manifestName);
    const manifest = checkJson(manifestSchema, await readFile(file, "utf8"), file);
    const intact = await Promise.all(
      manifest.files.map(async (recorded) => {
        const found = await describe(root, join(root, recorded.path));
        return found.bytes === recorded.bytes && found.sha256 === recorded.sha256;
      }),
    );
    return intact.every(Boolean) ? manifest : undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    if (error instanceof KnownError || code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

async function describe(root: string, file: string): Promise<z.output<typeof fileSchema>> {
  const path = relative(root, file);
  const { size } = await stat(file);
  if (size > hashedBytes) return { path, bytes: size };
  const sha256 = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  return { path, bytes: size, sha256 };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
