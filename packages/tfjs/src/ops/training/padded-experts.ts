import { concat, mul, reshape, sum, zeros, type Tensor } from "@tensorflow/tfjs-core";
import type { Mlp, Routing } from "@vmoe-bench/model";
import { dims3 } from "../dims.ts";
import { padded, type Dispatch } from "./dispatch.ts";
import { differentiableMlp } from "./mlp.ts";
import { pick } from "./pick.ts";
import { activations, inputsOf, withActivations, type Value } from "./value.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * All experts as one stacked block with as many rows for each as the busiest has. What an empty slot
 * computes has a gate of 0, so that no gradient comes of it.
 */
export function paddedExperts(
  x: Value,
  { gates }: Pick<Routing<Tensor>, "gates">,
  stacked: Mlp<Tensor>,
  dispatch: Dispatch,
): Tensor {
  const shape = dims3(activations(x));
  const [, , D] = shape;
  const { fc1, fc2 } = stacked;
  const [E] = dims3(fc1.weight);
  const k = gates.shape.at(-1) ?? 1;
  const routed = gates.size / k;
  const { order, rows, places, most } = padded(dispatch);

  /** [B,N,D] → [E·most,tokens·D] */
  const collect = (from: Tensor) => pick(reshape(from, [routed, -1]), rows);
  /** Its transpose: → [B,N,D], the k assignments of a row added. */
  const putBack = (from: Tensor) => {
    const inPlace = pick(reshape(from, [E * most, -1]), places);
    const added = k === 1 ? inPlace : sum(reshape(inPlace, [routed, k, -1]), 1);
    return reshape(added, shape);
  };
  const block = (from: Tensor) => reshape(from, [E, -1, D]);

  return withGradient(
    [...inputsOf(x), gates, fc1.weight, fc1.bias, fc2.weight, fc2.bias],
    (keep) => {
      const inputs = withActivations(x, block(collect(activations(x))));
      const { value, backward } = differentiableMlp(inputs, stacked, keep);
      const outputs = reshape(value, [E * most, -1]);
      const slotGates = pick(concat([reshape(gates, [-1, 1]), zeros([1, 1])]), order);
      const [keptOutputs, keptGates] = [keep(outputs), keep(slotGates)];
      return {
        value: putBack(mul(outputs, slotGates)),
        backward(dy) {
          const dWeighted = collect(dy);
          const dGates = sum(mul(dWeighted, keptOutputs()), 1);
          const gradients = backward(block(mul(dWeighted, keptGates())));
          const [dInputs, ...dOthers] = gradients.fc1.inputs;
          if (dInputs === undefined) throw new Error("A value has one gradient at least.");
          return [
            putBack(dInputs),
            ...dOthers,
            reshape(pick(dGates, places), gates.shape),
            gradients.fc1.weight,
            gradients.fc1.bias,
            gradients.fc2.weight,
            gradients.fc2.bias,
          ];
        },
      };
    },
  );
}
