import { setImmediate as turn } from "node:timers/promises";
import type { BlockPlan, Precision, Suite } from "@vmoe-bench/contracts";
import { gather, normalise } from "@vmoe-bench/dataset";
import type { ReferenceOutputs } from "@vmoe-bench/runner";
import { modelOfArm } from "@vmoe-bench/models/find";
import { openReference } from "./open-reference.ts";
import type { Splits } from "./splits.ts";

/**
 * How far a logit may be from the reference's, relative to the largest of its image. Of int8 only
 * the classes are compared: rounding moves logits and, near a tie, the router's choice.
 */
const tolerances: Record<Precision, number | null> = { float32: 1e-3, float16: 5e-2, int8: null };

interface KnownOutputs {
  readonly logits: number[][];
  /** Of a finished graph, which computes in its own numbers; undefined for what an arm says. */
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
    const found = await outputs;
    if (found === null) return null;
    const { logits, precision } = found;
    return { logits, tolerance: tolerances[precision ?? block.arm.precision] };
  };

  /** One image at a time: the reference is slow, and Ctrl-C is to be heard. */
  async #outputsOf({ arm, dataset }: BlockPlan): Promise<KnownOutputs | null> {
    const split = this.#splits.of(dataset);
    const model = await modelOfArm(arm);
    const reference = await openReference(await model.artifact());
    if (reference === null) return null;
    try {
      const logits: number[][] = [];
      for (let image = 0; image < Math.min(this.#images, split.count); image++) {
        if (this.#signal.aborted) break;
        await turn();
        const input = normalise(gather(split.images, [image]), model.normalisation());
        logits.push([...(await reference.logitsOf(input))]);
      }
      const precision = model.shape.kind === "onnx" ? model.shape.config.precision : undefined;
      return { logits, precision };
    } finally {
      await reference.close();
    }
  }
}
