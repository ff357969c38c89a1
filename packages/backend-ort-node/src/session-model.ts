import {
  ClosedModelError,
  requireShape,
  type ChosenExperts,
  type LoadedModel,
  type Placement,
} from "@vmoe-bench/contracts";
import { tensorNames } from "@vmoe-bench/ops-onnx";
import type { InferenceSession } from "onnxruntime-node";
import type { OpenSession } from "./open-session.ts";

interface Loaded {
  /** [B,C,H,W] of the images. */
  readonly shape: readonly number[];
  readonly placement: Placement;
}

/** A session as a model that can be run. */
export function sessionModel(
  { session, floatTensor }: OpenSession,
  { shape, placement }: Loaded,
): LoadedModel {
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
          gates: floats(outputs, gates),
        })),
      };
    },
    async close() {
      if (closed) return;
      closed = true;
      await session.release();
    },
  };
}

function routingNames(outputs: readonly string[]) {
  return outputs
    .filter((_, i) => outputs.includes(tensorNames.experts(i)))
    .map((_, i) => ({ experts: tensorNames.experts(i), gates: tensorNames.gates(i) }));
}

function floats(outputs: InferenceSession.ReturnType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`The graph gave no float output "${name}".`);
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
