import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { vitConfigSchema } from "@vmoe-bench/contracts";
import { randomWeights, weightShapes } from "@vmoe-bench/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeFileWhole } from "@vmoe-bench/files";
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { requireWritable } from "./run-folder.ts";

const config = vitConfigSchema.parse({
  imageSize: 8,
  channels: 1,
  patch: 4,
  classes: 3,
  width: 8,
  depth: 1,
  heads: 2,
  mlpWidth: 16,
});
const shapes = weightShapes(config);
const identity = { recipe: "r", data: "d", superClasses: [0, 1, 0] };
const point = { epoch: 1, loss: 1.1, classLoss: 0.1 + 0.2, trainAccuracy: 1 / 3 };
const checkpoint: Checkpoint = {
  weights: randomWeights(config, 1),
  m: randomWeights(config, 2),
  v: randomWeights(config, 3),
  ema: undefined,
  progress: {
    schemaVersion: 1,
    identity,
    steps: 12,
    curve: [{ ...point, heldOutAccuracy: 0.5, imagesPerSecond: 7, seconds: 2 }],
  },
};

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "checkpoint-"));
  file = path.join(folder, "run", "checkpoint.safetensors");
});
afterEach(() => rm(folder, { recursive: true }));

describe("a checkpoint", () => {
  test("comes back exactly as it was saved", async () => {
    await saveCheckpoint(file, checkpoint);
    expect(await loadCheckpoint(file, identity, shapes)).toEqual(checkpoint);
    expect(await readdir(path.dirname(file))).toEqual(["checkpoint.safetensors"]);

    const averaged = { ...checkpoint, ema: randomWeights(config, 4) };
    await saveCheckpoint(file, averaged);
    expect(await loadCheckpoint(file, identity, shapes)).toEqual(averaged);
  });

  test("is undefined where there is none", async () => {
    expect(await loadCheckpoint(file, identity, shapes)).toBeUndefined();
  });

  test.each([
    ["recipe", { ...identity, recipe: "other" }],
    ["data file", { ...identity, data: "other" }],
    ["set of super-classes", { ...identity, superClasses: [0, 1, 1] }],
  ])("of another %s is refused", async (what, other) => {
    await saveCheckpoint(file, checkpoint);
    await expect(loadCheckpoint(file, other, shapes)).rejects.toThrow(
      `The checkpoint ${file} was made with another ${what}.`,
    );
  });

  test("of another shape is refused", async () => {
    await saveCheckpoint(file, checkpoint);
    await expect(
      loadCheckpoint(file, identity, weightShapes({ ...config, mlpWidth: 32 })),
    ).rejects.toThrow(
      `The checkpoint ${file} can't be used: "blocks.0.mlp.fc1.weight" has shape [16,8], expected [32,8].`,
    );
  });

  test("cut short, or no checkpoint at all, is refused", async () => {
    await saveCheckpoint(file, checkpoint);
    await truncate(file, 3000);
    await expect(loadCheckpoint(file, identity, shapes)).rejects.toMatchObject({
      code: "broken-checkpoint",
    });
    await writeFile(file, "hello");
    await expect(loadCheckpoint(file, identity, shapes)).rejects.toThrow(/too few/);
  });
});

async function writeHalf(partial: string): Promise<void> {
  await writeFile(partial, "half");
  throw Object.assign(new Error("ENOSPC: no space"), { code: "ENOSPC" });
}

describe("writing", () => {
  test("on a full disk says so and keeps what was there", async () => {
    await saveCheckpoint(file, checkpoint);
    const before = await readFile(file);
    await expect(writeFileWhole(file, new Uint8Array(9), writeHalf)).rejects.toMatchObject({
      message: `${file} can't be written: there is no space left on the disk. What was there before is kept.`,
      exitCode: 1,
    });
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(path.dirname(file))).toEqual(["checkpoint.safetensors"]);
  });

  test("into a path that is a file is found before training", async () => {
    await writeFile(path.join(folder, "run"), "");
    await expect(requireWritable(path.join(folder, "run"))).rejects.toMatchObject({
      code: "file-not-writable",
    });
    await mkdir(path.join(folder, "other"));
    await requireWritable(path.join(folder, "other"));
    expect(await readdir(path.join(folder, "other"))).toEqual([]);
  });
});
