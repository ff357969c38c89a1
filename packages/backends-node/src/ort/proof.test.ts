import {
  vitConfigSchema,
  type ImageBatch,
  type DefinedArtifact,
  type Precision,
  type Strategy,
} from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { proveExecution } from "@vmoe-bench/backend/proof";
import { describe, expect, it } from "vitest";
import { ortNodeBackend } from "./ort-node-backend.ts";

function model(more: object = {}): DefinedArtifact {
  const config = vitConfigSchema.parse({
    imageSize: 8,
    channels: 1,
    patch: 4,
    width: 8,
    depth: 3,
    heads: 2,
    mlpWidth: 16,
    classes: 3,
    ...more,
  });
  return { kind: "defined", id: "tiny", config, weights: randomWeights(config, 1) };
}

/** One channel, 8x8, of different brightness, so that they go to different experts. */
const images = Array.from({ length: 6 }, (_, image): ImageBatch => {
  const data = Float32Array.from(
    { length: 64 },
    (_v, i) => 6 * Math.cos(2 * image) + Math.sin(i * image),
  );
  return { dims: [1, 1, 8, 8], data };
});

const prove = (artifact: DefinedArtifact, strategy: Strategy, precision: Precision = "float32") =>
  proveExecution(
    {
      backend: ortNodeBackend("cpu"),
      model: artifact,
      prepare: { strategy, precision, batch: 1 },
      load: { threads: 1, expertCap: null },
    },
    images,
  );

const perImage = { moe: { experts: 4, layers: 2 } };
const perToken = { moe: { experts: 4, layers: 2, routing: "token" } };

describe("proveExecution", () => {
  it.each([
    ["gather", "per image", perImage],
    ["branch", "per image", perImage],
    ["split", "per image", perImage],
    ["split-lazy", "per image", perImage],
    ["gather", "per image, k = 2", { moe: { ...perImage.moe, k: 2 } }],
    ["branch", "per image, k = 2", { moe: { ...perImage.moe, k: 2 } }],
    ["gather", "per token", perToken],
    ["branch", "per token", perToken],
  ] as const)("%s, %s: only the chosen experts run", async (strategy, _, more) => {
    const [profile, poison] = await prove(model(more), strategy);
    expect(profile).toMatchObject({ method: "profile", holds: true });
    expect(poison).toMatchObject({ method: "poison", expected: "untouched", holds: true });
  });

  it("all-experts: all of them run", async () => {
    const [profile, poison] = await prove(model(perImage), "all-experts");
    expect(profile).toMatchObject({ method: "profile", holds: true });
    expect(poison).toMatchObject({ untouched: 0, expected: "poisoned", holds: true });
  });

  it.each(["gather", "all-experts"] as const)("%s, k = E: by its profile", async (strategy) => {
    const all = model({ moe: { experts: 2, layers: 2, k: 2 } });
    const [profile, poison] = await prove(all, strategy);
    expect(profile).toMatchObject({ method: "profile", holds: true });
    expect(poison).toMatchObject({ method: "none" });
  });

  it("moe-op: by poison, as its profile shows nothing of its inside", async () => {
    const [profile, poison] = await prove(model(perImage), "moe-op");
    expect(profile).toEqual({
      method: "none",
      reason: 'A profile does not show what "MoE" does inside.',
    });
    expect(poison).toMatchObject({ expected: "untouched", holds: true });
  });

  it("int8: as in float32", async () => {
    const proofs = await prove(model(perImage), "split", "int8");
    expect(proofs).toMatchObject([{ holds: true }, { holds: true }]);
  });

  it("dense: by its profile", async () => {
    const [profile, poison] = await prove(model(), "dense");
    expect(profile).toMatchObject({ method: "profile", holds: true });
    expect(poison).toMatchObject({ method: "none" });
  });
});
