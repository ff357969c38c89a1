import {
  type ChosenExperts,
  ClosedModelError,
  type LoadedModel,
  type Placement,
  requireShape,
} from "@vmoe-bench/contracts";
import { requireFiniteGates } from "@vmoe-bench/backend/experts";
import { tensorNames } from "../export/files.ts";

export interface ModelFacts {
  /** [B,C,H,W] of the images. */
  readonly shape: readonly number[];
  readonly placement: Placement;
}

/** One file that runs the whole model. */
export function wholeModel(
  { run, close }: OpenModel,
  { shape, placement }: ModelFacts,
): LoadedModel {
  const [batch = 1] = shape;
  let closed = false;
  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(shape, images);
      const outputs = await run({ [tensorNames.images]: { data: images.data, dims: shape } });
      const routings: ChosenExperts[] = [];
      for (let i = 0; outputs.has(tensorNames.experts(i)); i += 1)
        routings.push({
          experts: integersOf(outputs, tensorNames.experts(i)),
          gates: requireFiniteGates(floats(outputs, tensorNames.gates(i)), batch),
        });
      return { logits: floats(outputs, tensorNames.logits), routings };
    },
    async close() {
      if (closed) return;
      closed = true;
      await close();
    },
  };
}

/** A tensor as LiteRT takes and gives it. */
export interface ModelTensor {
  readonly data: Float32Array | Int32Array;
  readonly dims: readonly number[];
}

/** One of a model's files in a runtime: its signature's names to tensors. */
export interface OpenModel {
  readonly run: (
    inputs: Readonly<Record<string, ModelTensor>>,
  ) => Promise<ReadonlyMap<string, ModelTensor>>;
  /** Frees its memory. */
  readonly close: () => Promise<void>;
}

/** The numbers of a float output. */
export function floats(outputs: ReadonlyMap<string, ModelTensor>, name: string): Float32Array {
  const data = outputs.get(name)?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`The graph gave no float output "${name}".`);
}

/** The numbers of an integer output. */
function integersOf(outputs: ReadonlyMap<string, ModelTensor>, name: string): Int32Array {
  const data = outputs.get(name)?.data;
  if (data instanceof Int32Array) return data;
  throw new TypeError(`The graph gave no integer output "${name}".`);
}
