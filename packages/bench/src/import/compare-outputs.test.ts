import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vitConfigSchema, type ViTConfig, type WeightMap } from "@vmoe-bench/contracts";
import { encodeSafetensors, randomWeights, runReference } from "@vmoe-bench/model";
import { expect, onTestFinished, test } from "vitest";
import { compareOutputs } from "./compare-outputs.ts";

const config: ViTConfig = vitConfigSchema.parse({
  imageSize: 8,
  channels: 1,
  patch: 4,
  classes: 3,
  width: 8,
  depth: 1,
  heads: 2,
  mlpWidth: 16,
});
const images = {
  dims: [1, 1, 8, 8] as const,
  data: Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)),
};

/** A model whose logits are as large as that, and its outputs but for `off` of the first logit. */
async function comparedAt(largest: number, off: number): Promise<boolean> {
  const weights = randomWeights(config, 1);
  const { logits } = runReference({ kind: "defined", id: "model", config, weights }, images);
  const factor = largest / Math.max(...logits.map(Math.abs));
  const scaled: WeightMap = new Map(
    [...weights].map(([name, { dims, data }]) => [
      name,
      { dims, data: name.startsWith("head.") ? data.map((value) => value * factor) : data },
    ]),
  );
  const artifact = { kind: "defined", id: "model", config, weights: scaled } as const;
  const given = runReference(artifact, images).logits;
  const folder = await mkdtemp(join(tmpdir(), "compare-outputs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outputs = new Map([
    ["images", { dims: [...images.dims], data: images.data }],
    ["logits", { dims: [1, 3], data: given.map((value, k) => (k === 0 ? value + off : value)) }],
  ]);
  await writeFile(join(folder, "one.safetensors"), encodeSafetensors(outputs));
  return (await compareOutputs(artifact, folder, () => undefined)).agrees;
}

test.each([
  [1, 0.5e-4, true],
  [1, 3e-4, false],
  [1_000, 0.05, true],
  [1_000, 0.3, false],
])("of logits up to %d a distance of %d is the same model: %s", async (largest, off, agrees) => {
  expect(await comparedAt(largest, off)).toBe(agrees);
});
