import { setImmediate as turn } from "node:timers/promises";
import type { BlockPlan, Precision, Suite } from "@vmoe-bench/contracts";
import { gather, normalise } from "@vmoe-bench/dataset";
import type { ReferenceOutputs } from "@vmoe-bench/runner";
import { modelOfArm } from "./controlled-model.ts";
import { openReference } from "./models/open-reference.ts";
import type { Splits } from "./splits.ts";

/**
 * How far a logit may be from the reference's, relative to the largest of its image. Of int8 only
 * the classes are compared: rounding moves logits and, near a tie, the router's choice.
 */
const tolerances: Record<Precision, number | null> = { float32: 1e-3, float16: 5e-2, int8: null };

/** What the reference interpreter says of the first images of a run's models, each worked out once. */
export class References {
  readonly #splits: Splits;
  readonly #images: number;
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, Promise<number[][] | null>>();

  constructor(splits: Splits, { referenceImages }: Suite, signal: AbortSignal) {
    this.#splits = splits;
    this.#images = referenceImages;
    this.#signal = signal;
  }

  readonly outputsFor = async (block: BlockPlan): Promise<ReferenceOutputs> => {
    const { model, control, precision } = block.arm;
    if (this.#images === 0) return null;
    const key = [model, control, block.dataset.name, block.dataset.split].join("\n");
    const logits = this.#known.get(key) ?? this.#logitsOf(block);
    this.#known.set(key, logits);
    const found = await logits;
    return found === null ? null : { logits: found, tolerance: tolerances[precision] };
  };

  /** One image at a time: the reference is slow, and Ctrl-C is to be heard. */
  async #logitsOf({ arm, dataset }: BlockPlan): Promise<number[][] | null> {
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
      return logits;
    } finally {
      await reference.close();
    }
  }
}
