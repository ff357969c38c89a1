import type { ModelConfig, ModelFiles, WeightMap } from "@vmoe-bench/contracts";
import { decodeSafetensors, encodeSafetensors, isExpertWeight } from "@vmoe-bench/model";
import type { Tensor } from "@tensorflow/tfjs-core";
import { weightTensor } from "../ops/inference/convolutions.ts";

/** Names of the files of a prepared model. */
export const weightFiles = {
  whole: "model.safetensors",
  /** Under `split`, all weights but the experts'. */
  shared: "shared.safetensors",
  /** Under `split`, one expert's weights in all MoE layers, under their names, without the E axis. */
  expert: (expert: number) => `expert-${expert}.safetensors`,
} as const;

export function wholeFile(weights: WeightMap): Map<string, Uint8Array> {
  return new Map([[weightFiles.whole, encodeSafetensors(weights)]]);
}

/** A file for the shared weights and one for each of E experts. */
export function splitFiles(weights: WeightMap, config: ModelConfig): Map<string, Uint8Array> {
  const E = config.moe?.experts ?? 0;
  const all = [...weights];
  const shared = new Map(all.filter(([name]) => !isExpertWeight(name, config)));
  const files = new Map<string, Uint8Array>([[weightFiles.shared, encodeSafetensors(shared)]]);
  for (let e = 0; e < E; e += 1) {
    const own = all.flatMap(([name, { dims, data }]) => {
      if (!isExpertWeight(name, config)) return [];
      const size = data.length / E;
      return [[name, { dims: dims.slice(1), data: data.slice(e * size, (e + 1) * size) }] as const];
    });
    files.set(weightFiles.expert(e), encodeSafetensors(new Map(own)));
  }
  return files;
}

/** A file's weights as tensors that live until they are disposed of. */
export class TensorWeights {
  readonly #tensors = new Map<string, Tensor>();

  static async read(files: ModelFiles, name: string, config: ModelConfig): Promise<TensorWeights> {
    const weights = decodeSafetensors(await files.read(name), name);
    const read = new TensorWeights();
    for (const [weight, stored] of weights) read.#tensors.set(weight, weightTensor(stored, config));
    return read;
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
      const weight = source.find(name);
      if (weight !== undefined) return weight;
    }
    throw new Error(`The model has no weight "${name}".`);
  };
}
