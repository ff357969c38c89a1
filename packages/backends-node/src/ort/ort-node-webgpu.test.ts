import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { conformanceCases } from "@vmoe-bench/backend/conformance";
import { UnsupportedError, vitConfigSchema } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { describe, expect, it } from "vitest";
import { ortNodeBackend } from "./ort-node-backend.ts";

const backend = ortNodeBackend("webgpu");
const probe = await backend.probe();
const config = vitConfigSchema.parse({
  imageSize: 8,
  channels: 1,
  patch: 4,
  width: 8,
  depth: 2,
  heads: 2,
  mlpWidth: 16,
  classes: 3,
  moe: { experts: 4, layers: 1 },
});
const model = { kind: "defined", id: "tiny", config, weights: randomWeights(config, 1) } as const;
const batchOfOne = { precision: "float32", batch: 1 } as const;

// Without a GPU adapter nothing can run: the suite then has the refusals below.
describe.runIf(probe.available)("ort-node/webgpu, on an adapter", () => {
  const cases = conformanceCases(() => backend, {
    tolerance: 1e-4,
    threads: 1,
    supports: (strategy, { config: { architecture, moe } }) =>
      strategy !== "moe-op" &&
      (!strategy.startsWith("split") ||
        (architecture !== "mobilevit" && moe?.routing === "image" && moe.k === 1)),
  });
  it.each(cases)("$name", { timeout: 60_000 }, async (conformance) => {
    await expect(conformance.run()).resolves.toBeUndefined();
  });
});

describe("ort-node/webgpu", () => {
  it.skipIf(probe.available)("is unsupported without an adapter, and says what to do", async () => {
    const files = filesInMemory(
      await backend.prepare(model, { ...batchOfOne, strategy: "gather" }),
    );
    expect(probe).toMatchObject({ available: false });
    const load = backend.load(files, { threads: 1, expertCap: null });
    await expect(load).rejects.toThrow(UnsupportedError);
  });

  it("refuses what would run on the CPU", async () => {
    const fused = backend.prepare(model, { ...batchOfOne, strategy: "moe-op" });
    await expect(fused).rejects.toThrow("MoE operator has a float32 kernel on the CPU only");
    const int8 = backend.prepare(model, { strategy: "branch", precision: "int8", batch: 1 });
    await expect(int8).rejects.toThrow("has no kernel for dynamically quantised products");
  });
});
