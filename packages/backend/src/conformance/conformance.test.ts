import {
  ClosedModelError,
  UnsupportedError,
  requireShape,
  type Backend,
  type DefinedArtifact,
  type Prediction,
} from "@vmoe-bench/contracts";
import { sealed } from "../prepared/checked-files.ts";
import { runReference } from "@vmoe-bench/model";
import { describe, expect, it } from "vitest";
import { conformanceCases } from "./cases.ts";
import { conformanceImages, conformanceModels } from "./models.ts";

/** The reference interpreter as a backend, with one fault at a time. It never runs all experts. */
function backend(fault: (prediction: Prediction) => Prediction, closes = true): Backend {
  const models = new Map<string, DefinedArtifact>();
  return {
    id: "reference",
    probe: () => Promise.reject(new Error("not asked")),
    async prepare(model, options) {
      if (model.kind !== "defined") throw new UnsupportedError("It is a graph.", "Use a ViT.");
      const { kind, id, config } = model;
      models.set(id, model);
      return sealed({ kind, model: id, config, ...options }, new Map());
    },
    load({ manifest }, { threads }) {
      const { strategy, batch, precision } = manifest;
      const model = models.get(manifest.model);
      if (model === undefined) throw new Error("It was not prepared.");
      const isDense = model.config.moe === undefined;
      if ((strategy === "dense") !== isDense || strategy === "all-experts")
        return Promise.reject(new UnsupportedError("Wrong strategy.", "Use another."));
      let closed = false;
      const placement = { runtime: "reference", version: "1", provider: "cpu", artifactBytes: 0 };
      return Promise.resolve({
        placement: { ...placement, strategy, threads, precision },
        async run(images) {
          await Promise.resolve();
          if (closed && closes) throw new ClosedModelError();
          const { channels, imageSize } = model.config;
          requireShape([batch, channels, imageSize, imageSize], images);
          return fault(runReference(model, images));
        },
        close() {
          closed = true;
          return Promise.resolve();
        },
      });
    },
  };
}

async function failures(subject: Backend): Promise<string[]> {
  const told: string[] = [];
  for (const one of conformanceCases(() => subject, {
    tolerance: 1e-4,
    threads: 1,
    supports: (strategy) => strategy !== "all-experts",
  }))
    await one.run().catch((error: unknown) => told.push(`${one.name}: ${String(error)}`));
  return told;
}

describe("the conformance suite", () => {
  it("passes the reference itself", async () => {
    expect(await failures(backend((prediction) => prediction))).toEqual([]);
  });

  it("finds a logit that is off by a thousandth, in every agreement", async () => {
    const off = backend(({ logits, routings }) => ({
      logits: logits.map((v, i) => (i === 3 ? v * 1.001 + 0.01 : v)),
      routings,
    }));
    // Two batches of eight dense models, and of twelve sparse ones under five strategies.
    expect(await failures(off)).toHaveLength(2 * (8 + 12 * 5));
  });

  it("finds a wrong expert in every model that has experts", async () => {
    const off = backend(({ logits, routings }) => ({
      logits,
      routings: routings.map(({ experts, gates }) => ({
        experts: experts.map((e) => (e + 1) % 4),
        gates,
      })),
    }));
    // In each agreement, and in each proof: the experts that it poisons are not those left over.
    expect(await failures(off)).toHaveLength(2 * 12 * 5 + 12 * 5);
  });

  it("finds a model that runs after it was closed", async () => {
    expect(await failures(backend((prediction) => prediction, false))).toHaveLength(2);
  });

  it("sends its images to more than one expert, in every router of every model", () => {
    const models = conformanceModels().filter(({ config }) => config.moe !== undefined);
    const collapsed = models.flatMap((model) =>
      runReference(model, conformanceImages(7, model.config))
        .routings.filter(({ experts }) => new Set(experts).size < 2)
        .map(() => model.id),
    );
    expect(collapsed).toEqual([]);
  });
});
