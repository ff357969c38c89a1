import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkJson, type ImageBatch } from "@vmoe-bench/contracts";
import { z } from "zod";

/** Made by reference/make_reference.py. */
const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));

export function fixture(name: string): string {
  return join(fixtures, name);
}

/** PyTorch's logits [2,3] of {@link fixtureImages}, by what was run. */
export async function expectedLogits(name: string): Promise<number[]> {
  const path = fixture("expected.json");
  const schema = z.record(z.string(), z.array(z.array(z.number())));
  const logits = checkJson(schema, await readFile(path, "utf8"), path)[name];
  if (logits === undefined) throw new Error(`There is no "${name}" in ${path}.`);
  return logits.flat();
}

/** The reference script's two images. */
export function fixtureImages(size: number): ImageBatch {
  const data = Float32Array.from(
    { length: 2 * 3 * size * size },
    (_, i) => ((i * 37 + 11 * Math.floor(i / 7)) % 256) / 128 - 1,
  );
  return { dims: [2, 3, size, size], data };
}
