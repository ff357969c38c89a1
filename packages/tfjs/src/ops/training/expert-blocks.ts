import {
  addN,
  concat,
  mul,
  reshape,
  split,
  stack,
  sum,
  zerosLike,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Mlp, Routing } from "@vmoe-bench/model";
import { dims3 } from "../dims.ts";
import { at, unstackMlp } from "../stacked.ts";
import type { Dispatch } from "./dispatch.ts";
import { differentiableMlp } from "./mlp.ts";
import { pick } from "./pick.ts";
import { activations, inputsOf, withActivations, type Value } from "./value.ts";
import { withGradient } from "./with-gradient.ts";

/** Each expert that has rows as a block of its own. */
export function expertBlocks(
  x: Value,
  { gates }: Pick<Routing<Tensor>, "gates">,
  stacked: Mlp<Tensor>,
  { order, rows, places, counts }: Dispatch,
): Tensor {
  const shape = dims3(activations(x));
  const [, , D] = shape;
  const k = gates.shape.at(-1) ?? 1;
  const routed = gates.size / k;
  const used = counts.flatMap((count, expert) => (count > 0 ? [expert] : []));
  const sizes = used.map((expert) => (at(counts, expert) * shape[0] * shape[1]) / routed);

  /** [B,N,D] → [assignments,tokens·D], sorted by expert. */
  const collect = (from: Tensor) => pick(reshape(from, [routed, -1]), rows);
  /** Its transpose: → [B,N,D], the k assignments of a row added. */
  const putBack = (from: Tensor) => {
    const inPlace = pick(from, places);
    const added = k === 1 ? inPlace : sum(reshape(inPlace, [routed, k, -1]), 1);
    return reshape(added, shape);
  };
  const blocks = (from: Tensor) => split(reshape(from, [-1, D]), sizes);
  const joined = (from: Tensor[]) => reshape(concat(from), [routed * k, -1]);

  const { fc1, fc2 } = stacked;
  return withGradient(
    [...inputsOf(x), gates, fc1.weight, fc1.bias, fc2.weight, fc2.bias],
    (keep) => {
      const weights = unstackMlp(stacked);
      const inputs = blocks(collect(activations(x)));
      const runs = used.map((expert, i) =>
        differentiableMlp(withActivations(x, at(inputs, i)), at(weights, expert), keep),
      );
      const outputs = joined(runs.map(({ value }) => value));
      const sortedGates = pick(reshape(gates, [-1, 1]), order);
      const [keptOutputs, keptGates] = [keep(outputs), keep(sortedGates)];
      return {
        value: putBack(mul(outputs, sortedGates)),
        backward(dy) {
          const dWeighted = collect(dy);
          const dGates = sum(mul(dWeighted, keptOutputs()), 1);
          const dBlocks = blocks(mul(dWeighted, keptGates()));
          const gradients = runs.map(({ backward }, i) => backward(at(dBlocks, i)));
          const inputGradient = (i: number) => gradients.map(({ fc1 }) => at(fc1.inputs, i));
          const ofEach = counts.map((_, expert) => gradients[used.indexOf(expert)]);
          return [
            putBack(joined(inputGradient(0))),
            ...inputsOf(x)
              .slice(1)
              .map((_, i) => addN(inputGradient(i + 1))),
            reshape(pick(dGates, places), gates.shape),
            restack(ofEach.map((mlp) => mlp?.fc1.weight)),
            restack(ofEach.map((mlp) => mlp?.fc1.bias)),
            restack(ofEach.map((mlp) => mlp?.fc2.weight)),
            restack(ofEach.map((mlp) => mlp?.fc2.bias)),
          ];
        },
      };
    },
  );
}

/** An expert that no row went to has a gradient of zero. */
function restack(gradients: readonly (Tensor | undefined)[]): Tensor {
  const known = gradients.find((gradient) => gradient !== undefined);
  if (known === undefined) throw new Error("No row went to any expert.");
  const zero = zerosLike(known);
  return stack(gradients.map((gradient) => gradient ?? zero));
}
