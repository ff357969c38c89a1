import {
  ClosedModelError,
  requireShape,
  type ChosenExperts,
  type LoadedModel,
  type Placement,
} from "@vmoe-bench/contracts";
import { RouterOutputError } from "@vmoe-bench/backend/experts";
import { tensorNames } from "../export/files.ts";
import type { InferenceSession } from "onnxruntime-common";
import type { OpenSession } from "./open-session.ts";
import { floats } from "./outputs.ts";

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
          gates: requireFinite(floats(outputs, gates), batch),
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

/** The gate of a chosen expert is NaN where the router's logits are. */
function requireFinite(gates: Float32Array, batch: number): Float32Array {
  const bad = gates.findIndex((gate) => !Number.isFinite(gate));
  if (bad >= 0) throw new RouterOutputError(Math.floor((bad * batch) / gates.length), gates[bad]);
  return gates;
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
