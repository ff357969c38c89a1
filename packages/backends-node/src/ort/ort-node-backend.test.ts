import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { UnsupportedError, vitConfigSchema, type DefinedArtifact } from "@vmoe-bench/contracts";
import { conformanceCases } from "@vmoe-bench/backend/conformance";
import { randomWeights } from "@vmoe-bench/model";
import { describe, expect, it } from "vitest";
import { ortNodeBackend } from "./ort-node-backend.ts";

describe("ort-node/cpu", () => {
  const cases = conformanceCases(() => ortNodeBackend("cpu"), {
    tolerance: 1e-4,
    threads: 1,
    supports: (strategy, { config: { architecture, moe } }) =>
      !strategy.startsWith("split") ||
      (architecture !== "mobilevit" && moe?.routing === "image" && moe.k === 1),
  });
  it.each(cases)("$name", async (conformance) => {
    await expect(conformance.run()).resolves.toBeUndefined();
  });
});

const config = vitConfigSchema.parse({
  imageSize: 8,
  channels: 1,
  patch: 4,
  width: 8,
  depth: 2,
  heads: 2,
  mlpWidth: 16,
  classes: 3,
});
const tiny: DefinedArtifact = {
  kind: "defined",
  id: "tiny",
  config,
  weights: randomWeights(config, 1),
};

const options = { threads: 1, expertCap: null };
async function filesOf(model: DefinedArtifact) {
  const what = { strategy: "dense", batch: 1, precision: "float32" } as const;
  return filesInMemory(await ortNodeBackend("cpu").prepare(model, what));
}

describe("ortNodeBackend", () => {
  it("says which runtime it found", async () => {
    const probe = await ortNodeBackend("cpu").probe();
    expect(probe.available && Object.keys(probe.versions)).toEqual(["onnxruntime-node"]);
    expect(probe.available && probe.versions["onnxruntime-node"]).toMatch(/^\d+\.\d+\.\d+$/);
    expect(probe).toMatchObject({ adapter: "CPUExecutionProvider", software: false });
  });

  it("states where a model runs", async () => {
    const model = await ortNodeBackend("cpu").load(await filesOf(tiny), options);
    expect(model.placement).toMatchObject({
      runtime: "onnxruntime-node",
      provider: "CPUExecutionProvider",
      threads: 1,
      strategy: "dense",
    });
    const weightBytes = [...tiny.weights.values()].reduce(
      (sum, { data }) => sum + data.length * 4,
      0,
    );
    expect(model.placement.artifactBytes).toBeGreaterThan(weightBytes);
    await model.close();
  });

  it("refuses any other provider and never falls back", async () => {
    const cuda = ortNodeBackend("cuda");
    expect(await cuda.probe()).toHaveProperty("available", false);
    const load = cuda.load(await filesOf(tiny), options);
    await expect(load).rejects.toThrow(UnsupportedError);
  });
});
