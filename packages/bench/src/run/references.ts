import { setImmediate as turn } from "node:timers/promises";
import {
  type BlockPlan,
  type ImageBatch,
  type ModelArtifact,
  moeOf,
  type Precision,
  type Suite,
} from "@vmoe-bench/contracts";
import { gather, inLayout, normalise } from "@vmoe-bench/dataset";
import type { ReferenceOutputs } from "@vmoe-bench/runner";
import { modelOfArm } from "@vmoe-bench/models/find";
import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { requireClass } from "@vmoe-bench/measure";
import { runReference } from "@vmoe-bench/model";
import type { Splits } from "./splits.ts";
import { openBackend } from "../backends.ts";

/**
 * How far a logit may be from the reference's, relative to the largest of its image. Of int8 only
 * the classes are compared: rounding moves logits and, near a tie, the router's choice.
 */
const tolerances: Record<Precision, number | null> = { float32: 1e-3, float16: 5e-2, int8: null };

interface KnownOutputs {
  readonly logits: NonNullable<ReferenceOutputs>["logits"];
  /** The numbers that a finished graph computes in; undefined where the arm says it. */
  readonly precision: Precision | undefined;
}

/** What the reference interpreter says of the first images of a run's models, each worked out once. */
export class References {
  readonly #splits: Splits;
  readonly #images: number;
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, Promise<KnownOutputs | null>>();

  constructor(splits: Splits, { referenceImages }: Suite, signal: AbortSignal) {
    this.#splits = splits;
    this.#images = referenceImages;
    this.#signal = signal;
  }

  readonly outputsFor = async (block: BlockPlan): Promise<ReferenceOutputs> => {
    const { model, control } = block.arm;
    if (this.#images === 0) return null;
    const key = [model, control, block.dataset.name, block.dataset.split].join("\n");
    const outputs = this.#known.get(key) ?? this.#outputsOf(block);
    this.#known.set(key, outputs);
    const known = await outputs;
    if (known === null) return null;
    const { logits, precision } = known;
    return { logits, tolerance: tolerances[precision ?? block.arm.precision] };
  };

  /** One image at a time: the reference is slow, and Ctrl-C is to be heard. */
  async #outputsOf({ arm, dataset }: BlockPlan): Promise<KnownOutputs | null> {
    const split = this.#splits.of(dataset);
    const model = await modelOfArm(arm);
    const reference = await openReference(await model.artifact());
    if (reference === null) return null;
    try {
      const logits: KnownOutputs["logits"] = [];
      for (let image = 0; image < Math.min(this.#images, split.count); image++) {
        if (this.#signal.aborted) break;
        await turn();
        const input = normalise(gather(split.images, [image]), model.normalisation());
        const row = await reference.logitsOf(input);
        requireClass(row, undefined, arm.model, image);
        logits.push(Array.from(row, (logit) => (logit === -Infinity ? "-Infinity" : logit)));
      }
      const precision = model.shape.kind === "onnx" ? model.shape.config.precision : undefined;
      return { logits, precision };
    } finally {
      await reference.close();
    }
  }
}

/** What every backend must agree with. */
interface Reference {
  /** [K] of one image [1,C,H,W]. */
  logitsOf(image: ImageBatch): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * The reference interpreter; of a plain ONNX file, which that does not read, ONNX Runtime on the CPU.
 * Null where that is not here.
 */
async function openReference(artifact: ModelArtifact): Promise<Reference | null> {
  if (artifact.kind === "onnx") return openOnCpu(artifact);
  return {
    logitsOf: async (image) => runReference(artifact, image).logits,
    close: async () => undefined,
  };
}

/** Any model by ONNX Runtime on the CPU, in this process; null where that is not here. */
export async function openOnCpu(artifact: ModelArtifact): Promise<Reference | null> {
  const backend = await openBackend("ort-node/cpu");
  if (!(await backend.probe()).available) return null;
  const { config } = artifact;
  const batch = artifact.kind === "onnx" ? (artifact.config.batch ?? 1) : 1;
  const layout = artifact.kind === "onnx" ? artifact.config.layout : "nchw";
  const strategy = moeOf(artifact) === undefined ? "dense" : "all-experts";
  const files = filesInMemory(
    await backend.prepare(artifact, { strategy, precision: "float32", batch }),
  );
  const loaded = await backend.load(files, { threads: 1, expertCap: null });
  return {
    async logitsOf(image) {
      const input = repeated(inLayout(image, layout), batch);
      const { logits } = await loaded.run(input);
      return logits.slice(0, config.classes);
    },
    close: () => loaded.close(),
  };
}

/** A graph of a fixed batch gets the image as often as it wants. */
function repeated({ dims, data }: ImageBatch, batch: number): ImageBatch {
  const all = new Float32Array(batch * data.length);
  for (let i = 0; i < batch; i += 1) all.set(data, i * data.length);
  return { dims: [batch, dims[1], dims[2], dims[3]], data: all };
}
