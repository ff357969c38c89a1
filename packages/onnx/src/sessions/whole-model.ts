import {
  type ChosenExperts,
  ClosedModelError,
  type LoadedModel,
  type OnnxConfig,
  type Placement,
  requireShape,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import { requireFiniteGates } from "@vmoe-bench/backend/experts";
import type { InferenceSession, Tensor } from "onnxruntime-common";
import { tensorNames } from "../export/files.ts";
import { graphError } from "./graph-error.ts";

export interface ModelFacts {
  /** [B,C,H,W] of the images. */
  readonly shape: readonly number[];
  readonly placement: Placement;
}

/** One session that runs the whole model. */
export function wholeModel(
  { session, floatTensor, close }: OpenSession,
  { shape, placement }: ModelFacts,
): LoadedModel {
  const [batch = 1] = shape;
  const routings = routingNames(session.outputNames);
  let closed = false;
  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(shape, images);
      const outputs = await session.run({
        [tensorNames.images]: floatTensor(images.data, shape),
      });
      return {
        logits: floats(outputs, tensorNames.logits),
        routings: routings.map(({ experts, gates }): ChosenExperts => ({
          experts: narrowed(outputs, experts),
          gates: requireFiniteGates(floats(outputs, gates), batch),
        })),
      };
    },
    async close() {
      if (closed) return;
      closed = true;
      await close();
    },
  };
}

function routingNames(outputs: readonly string[]) {
  return outputs
    .filter((_, i) => outputs.includes(tensorNames.experts(i)))
    .map((_, i) => ({ experts: tensorNames.experts(i), gates: tensorNames.gates(i) }));
}

function narrowed(outputs: InferenceSession.ReturnType, name: string): Int32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof BigInt64Array))
    throw new TypeError(`The graph gave no integer output "${name}".`);
  const integers = new Int32Array(data.length);
  data.forEach((value, i) => {
    integers[i] = Number(value);
  });
  return integers;
}

/** A session, and the way to its input tensors: the runtime is only loaded when it is asked for. */
export interface OpenSession {
  readonly session: InferenceSession;
  readonly floatTensor: (data: Float32Array, dims: readonly number[]) => Tensor;
  /** Frees its memory. */
  readonly close: () => Promise<void>;
}

/** The numbers of a float output. */
export function floats(outputs: InferenceSession.ReturnType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`The graph gave no float output "${name}".`);
}

/** One session of a graph that was made elsewhere; of its outputs only the logits are read. */
export function plainModel(
  { session, floatTensor, close }: OpenSession,
  { input, logits, classes }: Pick<OnnxConfig, "input" | "logits" | "classes">,
  { shape, placement, id }: ModelFacts & { readonly id: string },
): LoadedModel {
  const [batch = 1] = shape;
  let closed = false;
  const rowsOf = (output: Tensor | undefined): Float32Array => {
    const data = output?.data;
    if (!(data instanceof Float32Array))
      throw new UnsupportedError(
        `The output "${logits}" of ${id} is ${output?.type ?? "no tensor"}, and logits are read as float32.`,
        "Export it with its logits as a float32 tensor [B,K].",
      );
    if (data.length !== batch * classes)
      throw new UnsupportedError(
        `${id} gives ${data.length} numbers for ${batch} images of ${classes} classes.`,
        `Where its graph takes 1 image a run and does not say so, set "batch": 1 in the json beside it.`,
      );
    return data;
  };
  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(shape, images);
      const outputs = await session
        .run({ [input]: floatTensor(images.data, shape) }, [logits])
        .catch((error: unknown) => {
          throw graphError(error, id, batch);
        });
      return { logits: rowsOf(outputs[logits]), routings: [] };
    },
    async close() {
      if (closed) return;
      closed = true;
      await close();
    },
  };
}
