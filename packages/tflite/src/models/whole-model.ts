import {
  ClosedModelError,
  requireShape,
  type ChosenExperts,
  type LoadedModel,
  type Placement,
} from "@vmoe-bench/contracts";
import { RouterOutputError } from "@vmoe-bench/backend/experts";
import { tensorNames } from "../export/files.ts";
import { floats, integersOf, type OpenModel } from "./open-model.ts";

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
          gates: requireFinite(floats(outputs, tensorNames.gates(i)), batch),
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

/** The gate of a chosen expert is NaN where the router's logits are. */
function requireFinite(gates: Float32Array, batch: number): Float32Array {
  const bad = gates.findIndex((gate) => !Number.isFinite(gate));
  if (bad >= 0) throw new RouterOutputError(Math.floor((bad * batch) / gates.length), gates[bad]);
  return gates;
}
