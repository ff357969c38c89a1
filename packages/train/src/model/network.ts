import { tensor, tensor4d, type Tensor } from "@tensorflow/tfjs-core";
import type { ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import type { Weights } from "@vmoe-bench/model";

/**
 * A model's weights as arrays, which the optimiser changes, and as the tensors that TensorFlow
 * reads. tfjs-node may let a tensor share its array's memory, so after the arrays were changed
 * `refresh` must run before the tensors are used again.
 */
export class Network {
  readonly config: ViTConfig;
  readonly weights: WeightMap;
  #tensors = new Map<string, Tensor>();

  constructor(config: ViTConfig, weights: WeightMap) {
    this.config = config;
    this.weights = weights;
    this.refresh();
  }

  /** In the order of `weights`. */
  get tensors(): Tensor[] {
    return [...this.#tensors.values()];
  }

  readonly lookup: Weights<Tensor> = (name) => {
    const weight = this.#tensors.get(name);
    if (weight === undefined) throw new Error(`The model has no weight "${name}".`);
    return weight;
  };

  /** [B,C,H,W] of the first `count` images of an array. */
  imageTensor(images: Float32Array, count: number): Tensor {
    const { channels, imageSize } = this.config;
    const size = count * channels * imageSize * imageSize;
    return tensor4d(images.subarray(0, size), [count, channels, imageSize, imageSize]);
  }

  /** Makes the tensors anew from the arrays. */
  refresh(): void {
    this.dispose();
    for (const [name, { dims, data }] of this.weights)
      this.#tensors.set(name, tensor(data, [...dims]));
  }

  dispose(): void {
    for (const old of this.#tensors.values()) old.dispose();
    this.#tensors.clear();
  }
}
