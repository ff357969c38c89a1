import { rm } from "node:fs/promises";
import path from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";

/**
 * As indented JSON.
 * @throws FileNotWritableError
 */
export async function writeJsonWhole(file: string, value: unknown): Promise<void> {
  await writeFileWhole(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Finds before any training that a folder can't be written.
 * @throws FileNotWritableError
 */
export async function requireWritable(folder: string): Promise<void> {
  // Of this process alone: several may look at one folder at once.
  const probe = path.join(folder, `.writable-${process.pid}`);
  await writeFileWhole(probe, new Uint8Array(1));
  await rm(probe, { force: true });
}
