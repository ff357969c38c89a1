import type { Tensor } from "@tensorflow/tfjs-core";
import type { ModelConfig, ModelFiles } from "@vmoe-bench/contracts";
import { decodeSafetensors } from "@vmoe-bench/model";
import { weightTensor } from "../ops/inference/convolutions.ts";

/** A file's weights as tensors that live until they are disposed of. */
export class TensorWeights {
  readonly #tensors = new Map<string, Tensor>();

  static async read(files: ModelFiles, name: string, config: ModelConfig): Promise<TensorWeights> {
    const weights = decodeSafetensors(await files.read(name), name);
    const found = new TensorWeights();
    for (const [weight, stored] of weights)
      found.#tensors.set(weight, weightTensor(stored, config));
    return found;
  }

  find(name: string): Tensor | undefined {
    return this.#tensors.get(name);
  }

  dispose(): void {
    for (const held of this.#tensors.values()) held.dispose();
    this.#tensors.clear();
  }
}

/** A weight by its name, in the first of these that has it. */
export function lookup(...sources: readonly TensorWeights[]): (name: string) => Tensor {
  return (name) => {
    for (const source of sources) {
      const found = source.find(name);
      if (found !== undefined) return found;
    }
    throw new Error(`The model has no weight "${name}".`);
  };
}
