import {
  requireShape,
  type ImageBatch,
  type DefinedArtifact,
  type Prediction,
} from "@vmoe-bench/contracts";
import { model } from "../model.ts";
import { ndarray, type NdArray } from "./array.ts";
import { referenceOps } from "./reference-ops.ts";

/**
 * What every backend must agree with.
 * @throws WrongShapeError when the images do not fit the config
 */
export function runReference({ config, weights }: DefinedArtifact, images: ImageBatch): Prediction {
  const { channels, imageSize } = config;
  requireShape([images.dims[0], channels, imageSize, imageSize], images);
  const arrays = new Map<string, NdArray>();
  const weight = (name: string): NdArray => {
    const known = arrays.get(name);
    if (known !== undefined) return known;
    const tensor = weights.get(name);
    if (tensor === undefined) throw new RangeError(`There is no weight "${name}".`);
    const array = ndarray(tensor.dims, tensor.data);
    arrays.set(name, array);
    return array;
  };
  const outputs = model(referenceOps, weight, ndarray(images.dims, images.data), config);
  return {
    logits: Float32Array.from(outputs.logits.data),
    routings: outputs.routings.map(({ experts, gates }) => ({
      experts: Int32Array.from(experts.data),
      gates: Float32Array.from(gates.data),
    })),
  };
}
