import { filesInMemory } from "@vmoe-bench/backend/prepared";
import {
  vitConfigSchema,
  type ImageBatch,
  type LoadedModel,
  type DefinedArtifact,
  type ModelFiles,
  type Strategy,
} from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { ortNodeBackend } from "./ort-node-backend.ts";

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
const model: DefinedArtifact = {
  kind: "defined",
  id: "tiny",
  config,
  weights: randomWeights(config, 1),
};
const backend = ortNodeBackend("cpu");
const open: LoadedModel[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

async function filesOf(strategy: Strategy, batch = 1, artifact = model): Promise<ModelFiles> {
  return filesInMemory(await backend.prepare(artifact, { strategy, batch, precision: "float32" }));
}

async function load(files: ModelFiles, expertCap: number | null = null): Promise<LoadedModel> {
  const loaded = await backend.load(files, { threads: 1, expertCap });
  open.push(loaded);
  return loaded;
}

/** Images of different brightness, so that they go to different experts. */
function images(...seeds: readonly number[]): ImageBatch {
  const data = seeds.flatMap((seed) =>
    Array.from({ length: 64 }, (_, i) => 6 * Math.cos(2 * seed) + Math.sin(i * seed)),
  );
  return { dims: [seeds.length, 1, 8, 8], data: Float32Array.from(data) };
}

/** Files that count their reads and fail the next ones that a test asks to. */
function watched(files: ModelFiles) {
  const reads: string[] = [];
  const faults: Error[] = [];
  const spy: ModelFiles = {
    manifest: files.manifest,
    get bytesRead() {
      return files.bytesRead;
    },
    async read(name) {
      reads.push(name);
      const fault = name.startsWith("tail") ? faults.shift() : undefined;
      if (fault !== undefined) throw fault;
      return files.read(name);
    },
  };
  return { spy, reads, faults };
}

describe("split", () => {
  it("gives a batch's images in their order what each gets alone", async () => {
    const [alone, together] = [
      await load(await filesOf("gather")),
      await load(await filesOf("split", 5)),
    ];
    const seeds = fc.array(fc.nat(20), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(seeds, async (chosen) => {
        const { logits, routings } = await together.run(images(...chosen));
        for (const [i, seed] of chosen.entries()) {
          const one = await alone.run(images(seed));
          expect(routings[0]?.experts[i]).toBe(one.routings[0]?.experts[0]);
          const largest = Math.max(...one.logits.map(Math.abs));
          one.logits.forEach((logit, k) => {
            const difference = Math.abs((logits[i * 3 + k] ?? Number.NaN) - logit);
            expect(difference).toBeLessThanOrEqual(1e-5 * largest);
          });
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each(["split", "gather", "branch"] as const)("%s names a router's NaN", async (strategy) => {
    const weights = new Map(model.weights);
    weights.set("router.bias", { dims: [4], data: new Float32Array(4).fill(Number.NaN) });
    const broken = await load(await filesOf(strategy, 1, { ...model, weights }));
    await expect(broken.run(images(1))).rejects.toMatchObject({ code: "router-output" });
  });
});

describe("split-lazy", () => {
  it("reads the trunk at load, and a tail once, when an image needs it", async () => {
    const { spy, reads } = watched(await filesOf("split-lazy"));
    const lazy = await load(spy);
    expect(reads).toEqual(["trunk.onnx"]);
    const [first] = await Promise.all([lazy.run(images(1)), lazy.run(images(1))]);
    expect(reads).toEqual(["trunk.onnx", `tail-${first.routings[0]?.experts[0]}.onnx`]);
  });

  it("fails a prediction whose expert's file is missing, and reads it again for the next", async () => {
    const prepared = await backend.prepare(model, {
      strategy: "split-lazy",
      batch: 1,
      precision: "float32",
    });
    const kept = new Map(prepared.files);
    const lazy = await load(filesInMemory({ manifest: prepared.manifest, files: kept }));
    for (const name of prepared.files.keys()) if (name.startsWith("tail")) kept.delete(name);
    await expect(lazy.run(images(1))).rejects.toMatchObject({ code: "missing-file" });
    for (const name of prepared.files.keys())
      if (name.startsWith("tail")) kept.set(name, Uint8Array.of(1));
    await expect(lazy.run(images(1))).rejects.toMatchObject({ code: "altered-file" });
    for (const [name, bytes] of prepared.files) kept.set(name, bytes);
    const { logits } = await lazy.run(images(1));
    expect(logits.every(Number.isFinite)).toBe(true);
  });

  it("fails with the reader's error, and nothing of it stays", async () => {
    const { spy, faults } = watched(await filesOf("split-lazy"));
    const lazy = await load(spy, 1);
    faults.push(new Error("the server answered 500"));
    await expect(lazy.run(images(1))).rejects.toThrow("answered 500");
    const { logits } = await lazy.run(images(1));
    const whole = await load(await filesOf("split"));
    expect([...logits]).toEqual([...(await whole.run(images(1))).logits]);
  });

  it("holds no more experts than its cap, and answers the same", async () => {
    const { spy, reads } = watched(await filesOf("split-lazy"));
    const [lazy, whole] = [await load(spy, 1), await load(await filesOf("split"))];
    const experts: number[] = [];
    for (const seed of [1, 2, 3, 1, 2, 3]) {
      const [a, b] = [await lazy.run(images(seed)), await whole.run(images(seed))];
      expect([...a.logits]).toEqual([...b.logits]);
      experts.push(...(a.routings[0]?.experts ?? []));
    }
    const changes = experts.filter((expert, i) => expert !== experts[i - 1]);
    expect(new Set(experts).size).toBeGreaterThan(1);
    expect(reads.slice(1)).toEqual(changes.map((expert) => `tail-${expert}.onnx`));
  });

  it("refuses a cap of no experts", async () => {
    await expect(load(await filesOf("split-lazy"), 0)).rejects.toMatchObject({
      code: "expert-cap",
    });
  });
});
