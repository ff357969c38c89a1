import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Content } from "../read/content.ts";

/** An IDX file of bytes. */
export function idxFile(dims: readonly number[], values: Uint8Array): Uint8Array {
  const file = new Uint8Array(4 + 4 * dims.length + values.length);
  const view = new DataView(file.buffer);
  view.setUint8(2, 8);
  view.setUint8(3, dims.length);
  dims.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  file.set(values, 4 + 4 * dims.length);
  return file;
}

export function content(bytes: Uint8Array): Content {
  return { path: "file", bytes };
}

/** An empty folder, gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "vmoe-bench-dataset-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
