import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vitConfigSchema, wholePicture, type ModelCard } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readModel, writeModel } from "./stored-model.ts";
import { findModel, zooModels } from "./zoo.ts";

const config = vitConfigSchema.parse({
  imageSize: 4,
  channels: 1,
  patch: 2,
  width: 4,
  depth: 1,
  heads: 1,
  mlpWidth: 4,
  classes: 2,
});
const weights = randomWeights(config, 1);
const card: Omit<ModelCard, "weights"> = {
  schemaVersion: 1,
  id: "tiny",
  description: "A model for tests.",
  config,
  classes: ["cat", "dog"],
  dataset: "pets",
  normalisation: { mean: [0.5], std: [0.25] },
  training: {
    kind: "trained",
    recipe: { epochs: 1 },
    seed: 1,
    epochs: 1,
    dataset: { name: "pets", split: "train", sha256: "0".repeat(64) },
    accuracy: { top1: 0.5, images: 2 },
    superClasses: [],
    commit: "abc",
    seconds: 1,
    input: wholePicture,
  },
};

let zoo: string;
let folder: string;
beforeEach(async () => {
  zoo = await mkdtemp(join(tmpdir(), "zoo-"));
  folder = join(zoo, "tiny");
  await writeModel(folder, card, weights);
});
afterEach(() => rm(zoo, { recursive: true }));

describe("a stored model", () => {
  it("comes back as it was written, by name or by path", async () => {
    const stored = await findModel("tiny", zoo);
    expect(stored.artifact).toEqual({ kind: "defined", id: "tiny", config, weights });
    expect((await findModel(folder)).card).toEqual(stored.card);
    expect((await zooModels(zoo)).map(({ id }) => id)).toEqual(["tiny"]);
  });

  it("is named by the nearest names when mistyped", async () => {
    await expect(findModel("tinny", zoo)).rejects.toThrow(
      'There is no model "tinny". Did you mean "tiny"?',
    );
  });

  it("is refused where its weights are missing, truncated or altered", async () => {
    const file = join(folder, "model.safetensors");
    const bytes = await readFile(file);
    await writeFile(file, bytes.with(bytes.length - 1, 1));
    await expect(readModel(folder)).rejects.toThrow("it was altered");
    await truncate(file, 100);
    await expect(readModel(folder)).rejects.toThrow(/it has 100 bytes, its card says \d+\./);
    await rm(file);
    await expect(readModel(folder)).rejects.toThrow('"model.safetensors" is missing');
  });

  it("is refused with a card that has an unknown key", async () => {
    const file = join(folder, "card.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"config": {', '"config": { "widht": 4,'));
    await expect(readModel(folder)).rejects.toThrow('unknown key "widht" in "config".');
  });

  it("of an older card, which does not say so, was trained here", async () => {
    const file = join(folder, "card.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"kind": "trained",', ""));
    expect((await readModel(folder)).card.training).toMatchObject({ kind: "trained", seed: 1 });
    await writeFile(file, text.replace('"kind": "trained",', '"kind": "found",'));
    await expect(readModel(folder)).rejects.toThrow(/"training.kind": /);
  });

  it("is not written with weights that hold NaN", async () => {
    const broken = new Map(weights).set("head.bias", {
      dims: [2],
      data: Float32Array.of(0, Number.NaN),
    });
    await expect(writeModel(join(zoo, "nan"), card, broken)).rejects.toThrow(
      '"head.bias" holds NaN',
    );
    expect(await zooModels(zoo)).toHaveLength(1);
  });
});
