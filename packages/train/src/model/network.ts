import { tensor, type Tensor, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor as StoredTensor, ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import type { Weights } from "@vmoe-bench/model";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { mix } from "../random.ts";

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

/** timm's standard deviation for ViTs. */
const deviation = 0.02;

/**
 * Weights to train from: norms 1, biases 0, the rest normal with σ = 0.02, cut off at 2σ. Each
 * weight has a stream of its own, named after it, so a V-MoE starts with its dense baseline's trunk
 * and its first experts with the baseline's MLPs.
 */
export function initialWeights(
  shapes: ReadonlyMap<string, readonly number[]>,
  seed: number,
): WeightMap {
  const weights = new Map<string, StoredTensor>();
  for (const [name, dims] of shapes) {
    const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
    if (/norm\d?\.weight$/.test(name)) data.fill(1);
    else if (!name.endsWith(".bias")) fillNormal(data, mix(seed, "weights", name));
    weights.set(name, { dims, data });
  }
  return weights;
}

/** Box and Muller's method; what falls outside 2σ is drawn again. */
function fillNormal(data: Float32Array, seed: number): void {
  const random = xoroshiro128plus(seed);
  for (let i = 0; i < data.length;) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
    const normal = radius * Math.cos(2 * Math.PI * uniformFloat64(random));
    if (Math.abs(normal) > 2) continue;
    data[i] = normal * deviation;
    i += 1;
  }
}

/**
 * A model that knows only some of its classes, in another order: the rows of its heads that these are.
 * @param columns [K of the result]
 */
export function withHeadColumns(
  { config, weights }: { readonly config: ViTConfig; readonly weights: WeightMap },
  columns: readonly number[],
): { readonly config: ViTConfig; readonly weights: WeightMap } {
  const cut = [...weights].map(([name, tensor]): [string, StoredTensor] =>
    /^head(_dist)?\./.test(name) ? [name, rowsOf(tensor, columns)] : [name, tensor],
  );
  return { config: { ...config, classes: columns.length }, weights: new Map(cut) };
}

function rowsOf({ dims, data }: StoredTensor, rows: readonly number[]): StoredTensor {
  const [, ...rest] = dims;
  const size = rest.reduce((a, b) => a * b, 1);
  const chosen = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries())
    chosen.set(data.subarray(row * size, (row + 1) * size), i * size);
  return { dims: [rows.length, ...rest], data: chosen };
}
