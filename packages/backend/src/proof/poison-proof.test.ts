import { sealed } from "../prepared/checked-files.ts";
import {
  vitConfigSchema,
  type Backend,
  type DefinedArtifact,
  type ImageBatch,
  type Strategy,
} from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { describe, expect, it } from "vitest";
import { poisonProof } from "./poison-proof.ts";

const config = vitConfigSchema.parse({
  imageSize: 8,
  channels: 1,
  patch: 4,
  width: 8,
  depth: 1,
  heads: 2,
  mlpWidth: 16,
  classes: 2,
  moe: { experts: 2, layers: 1, routing: "token" },
});
const weights = randomWeights(config, 1);
const model: DefinedArtifact = { kind: "defined", id: "tiny", config, weights };

/** Its images are the experts that their tokens choose; the logits are sums over the experts that run. */
function runtime(runs: "chosen" | "all"): Backend {
  let biases: readonly number[] = [];
  return {
    id: "sums",
    probe: () => Promise.reject(new Error("A proof does not probe.")),
    async prepare(artifact, options) {
      if (artifact.kind !== "defined") throw new RangeError("It has no weights.");
      const stacked = artifact.weights.get("blocks.0.mlp.fc1.bias")?.data ?? [];
      biases = [0, 1].map((expert) => stacked[expert * config.mlpWidth] ?? 0);
      return sealed({ kind: "defined", model: "tiny", config, ...options }, new Map());
    },
    async load({ manifest: { strategy, precision } }, { threads }) {
      const of = biases;
      const software = { runtime: "sums", version: "1", provider: "cpu" };
      return {
        placement: { ...software, threads, strategy, precision, artifactBytes: 0 },
        async run({ data }) {
          const run = runs === "all" ? [0, 1] : [...new Set(data)];
          const logit = run.reduce((sum, expert) => sum + (of[expert] ?? 0), 0);
          const routing = { experts: Int32Array.from(data), gates: data };
          return { logits: Float32Array.of(logit, logit), routings: [routing] };
        },
        close: async () => undefined,
      };
    },
  };
}

const one = [0, 0, 0, 0];
const both = [0, 1, 1, 0];
const prove = (strategy: Strategy, runs: "chosen" | "all", chosen: readonly number[][]) =>
  poisonProof(
    {
      backend: runtime(runs),
      model,
      prepare: { strategy, precision: "float32", batch: 1 },
      load: { threads: 1, expertCap: null },
    },
    chosen.map((data): ImageBatch => ({ dims: [1, 1, 2, 2], data: Float32Array.from(data) })),
  );

describe("poisonProof", () => {
  it("leaves out an image whose tokens choose every expert", async () => {
    const shown = { method: "poison", images: 1, holds: true };
    expect(await prove("gather", "chosen", [one, both])).toMatchObject({ ...shown, untouched: 1 });
    expect(await prove("all-experts", "all", [one, both])).toMatchObject({
      ...shown,
      untouched: 0,
    });
  });

  it.each(["gather", "all-experts"] as const)(
    "makes no proof of %s without any poison",
    async (how) => {
      expect(await prove(how, how === "gather" ? "chosen" : "all", [both, both])).toEqual({
        method: "none",
        reason: "Each image chooses every expert, so there is none to poison.",
      });
    },
  );

  it("fails where more than the chosen experts run", async () => {
    const proof = await prove("gather", "all", [one, one, both]);
    expect(proof).toMatchObject({ untouched: 0, images: 2, holds: false });
  });
});
