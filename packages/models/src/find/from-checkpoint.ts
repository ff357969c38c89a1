import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { cacheFolder, writeFileWhole } from "@vmoe-bench/files";
import { z } from "zod";

/** Changes with how checkpoints become models, so that what was made otherwise is made again. */
const makerVersion = 2;
const madeFile = "made-from.json";
const madeSchema = z.strictObject({
  /** Changes with the checkpoint's files and with this code. */
  key: z.string(),
  /** What was read, and what its files do not say. */
  said: z.string(),
});

/** Whether a name is a timm or Hugging Face checkpoint: a safetensors file, or a folder without a card.json. */
export async function isCheckpoint(name: string): Promise<boolean> {
  if (/\.(safetensors(\.index\.json)?|bin|pth|pt|ckpt|h5|npz)$/.test(name)) return true;
  if (!name.includes("/") && !name.includes(sep)) return false;
  const names: string[] = await readdir(name).catch(() => []);
  return (
    !names.includes("card.json") &&
    names.some((file) => /\.(safetensors|bin|pth|pt|ckpt|h5|npz)$/.test(file))
  );
}

/**
 * The model folder of a checkpoint in the cache; made anew when one of its files has changed.
 * @param source what its card calls it
 */
export async function importedFolder(path: string, source: string): Promise<string> {
  const whole = resolve(path);
  const name = basename(whole)
    .replaceAll(/[^\w.-]/g, "-")
    .slice(0, 60);
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, 16);
  const folder = join(cacheFolder(), "models", `${name}-${hash}`);
  const key = JSON.stringify([makerVersion, source, await stateOf(whole)]);
  if ((await madeFrom(folder))?.key === key) return folder;
  // On first need: a process that measures memory does not load what it does not use.
  const { importText, readCheckpoint, writeCheckpoint } = await import("../checkpoint/index.ts");
  const checkpoint = await readCheckpoint(path);
  await rm(join(folder, madeFile), { force: true });
  await writeCheckpoint(folder, checkpoint, source);
  const made = { key, said: importText(checkpoint, source) };
  await writeFileWhole(join(folder, madeFile), JSON.stringify(made));
  return folder;
}

/** What was read of the checkpoint that a model folder was made of, and what its files do not say. */
export async function importNotes(folder: string): Promise<readonly string[]> {
  const made = await madeFrom(folder);
  return made === undefined ? [] : [made.said];
}

/** Undefined for a folder that was not made here, or by other code. */
async function madeFrom(folder: string): Promise<z.output<typeof madeSchema> | undefined> {
  const text = await readFile(join(folder, madeFile), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = madeSchema.safeParse(parsedJson(text));
  return parsed.success ? parsed.data : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names, sizes and times of what a checkpoint may be read from. */
async function stateOf(path: string): Promise<unknown> {
  const status = await stat(path).catch(() => undefined);
  const folder = status?.isDirectory() === true ? path : join(path, "..");
  const names: string[] = await readdir(folder).catch(() => []);
  const read = names.filter((name) => /\.(safetensors|json)$/.test(name)).toSorted();
  return Promise.all(
    read.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return [name, size, mtimeMs];
    }),
  );
}
