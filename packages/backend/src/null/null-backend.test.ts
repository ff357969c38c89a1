import { filesInMemory } from "../prepared/checked-files.ts";
import { ClosedModelError, vitConfigSchema, WrongShapeError } from "@vmoe-bench/contracts";
import { describe, expect, it } from "vitest";
import { nullBackend } from "./null-backend.ts";

const shape = {
  imageSize: 4,
  channels: 1,
  patch: 2,
  width: 4,
  depth: 2,
  heads: 1,
  mlpWidth: 4,
  classes: 3,
};
async function load(moe?: unknown) {
  const config = vitConfigSchema.parse(moe === undefined ? shape : { ...shape, moe });
  const prepared = await nullBackend().prepare(
    { kind: "defined", id: "tiny", config, weights: new Map() },
    { strategy: moe === undefined ? "dense" : "gather", batch: 2, precision: "float32" },
  );
  return nullBackend().load(filesInMemory(prepared), { threads: 1, expertCap: null });
}
const images = { dims: [2, 1, 4, 4] as const, data: new Float32Array(32) };

describe("nullBackend", () => {
  it("predicts class 0 for every image", async () => {
    const model = await load();
    expect(await model.run(images)).toEqual({ logits: new Float32Array(6), routings: [] });
  });

  it("sends every image to the first k experts", async () => {
    const model = await load({ experts: 3, layers: 1, k: 2 });
    const { routings } = await model.run(images);
    expect(routings.map(({ experts }) => [...experts])).toEqual([[0, 1, 0, 1]]);
  });

  it("gives a per-token model a choice for each token of each MoE layer", async () => {
    const model = await load({ experts: 3, layers: 2, routing: "token" });
    const { routings } = await model.run(images);
    expect(routings.map(({ experts }) => experts.length)).toEqual([8, 8]);
  });

  it("refuses what every backend refuses", async () => {
    const model = await load();
    await expect(model.run({ ...images, dims: [1, 2, 4, 4] })).rejects.toThrow(WrongShapeError);
    await model.close();
    await model.close();
    await expect(model.run(images)).rejects.toThrow(ClosedModelError);
  });
});
