import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { armSchema } from "@vmoe-bench/contracts";
import { gather, normalise, openDataset, type Split } from "@vmoe-bench/dataset";
import { executeBlock, median, performanceClock, resolutionOf } from "@vmoe-bench/measure";
import { modelCost } from "@vmoe-bench/model";
import { exportOnnx, onnxFiles, tensorNames } from "@vmoe-bench/onnx/export";
import { systemFacts } from "@vmoe-bench/runner";
import { findModel, type StoredModel } from "@vmoe-bench/models/zoo";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { type Figure, atLeast } from "../figure.ts";
import { inRounds, pairsOf } from "../in-rounds.ts";

const limit = 0.9;
const batch = 64;
const rounds = 4;
const model = "fashion-vit-6x64";

/** The accuracy pass, preprocessing included, against a bare loop over a session of the same graph. */
export async function measurePrediction(): Promise<Figure[]> {
  const stored = await findModel(model);
  const split = await openDataset("fashion-mnist", { split: "test" });
  const bare = await bareLoop(stored, split);
  const harness = () => accuracyPass(stored, split);
  const times = await inRounds([bare, harness], timed, { rounds, warmUp: 1 });
  const ratio = median(pairsOf(times, bare, harness).map(([a, b]) => a / b)) ?? NaN;
  const name = `accuracy pass over ${split.count} images against a bare loop, ort-node/cpu, batch ${batch}`;
  return [atLeast(name, ratio, `${ratio.toFixed(3)} of its images/s`, limit)];
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performanceClock.now();
  await work();
  return performanceClock.now() - start;
}

async function accuracyPass({ artifact, card }: StoredModel, split: Split): Promise<void> {
  const { flops, parameters } = modelCost(card.config, "dense");
  const backend = ortNodeBackend("cpu");
  const options = { strategy: "dense", batch, precision: "float32" } as const;
  const prepared = await backend.prepare(artifact, options);
  await executeBlock(
    {
      id: "self-benchmark",
      arm: armSchema.parse({
        model,
        backend: backend.id,
        strategy: "dense",
        batch,
        threads: 1,
      }),
      files: "",
      images: "",
      task: { kind: "accuracy", reference: null },
      dataset: { name: split.info.name, split: split.split, dir: null },
    },
    {
      backend,
      files: filesInMemory(prepared),
      touchedBytes: () => 0,
      memory: undefined,
      cost: { flops, parameters, fileBytes: card.weights.bytes },
      images: {
        labels: split.labels,
        batch: (indexes) => normalise(gather(split.images, indexes), card.normalisation),
      },
      clock: performanceClock,
      provenance: {
        system: await systemFacts(),
        runtime: { versions: {}, adapter: "", software: false, flags: [] },
        clock: { name: performanceClock.name, resolutionMs: resolutionOf(performanceClock) },
        model: { sha256: card.weights.sha256 },
        dataset: { sha256: split.sha256 },
      },
      emit: () => undefined,
    },
  );
}

/** The same graph and as many images, with nothing else: inputs ready, outputs thrown away. */
async function bareLoop(
  { artifact, card }: StoredModel,
  split: Split,
): Promise<() => Promise<void>> {
  const files = exportOnnx(artifact, { strategy: "dense", precision: "float32", batch });
  const session = await InferenceSession.create(files.get(onnxFiles.whole) ?? new Uint8Array(), {
    executionProviders: ["cpu"],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const first = gather(
    split.images,
    Array.from({ length: batch }, (_, i) => i),
  );
  const { data, dims } = normalise(first, card.normalisation);
  const feeds = { [tensorNames.images]: new Tensor("float32", data, dims) };
  return async () => {
    for (let done = 0; done < split.count; done += batch) await session.run(feeds);
  };
}
