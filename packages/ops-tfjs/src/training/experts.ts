import {
  concat,
  gather,
  mul,
  reshape,
  split,
  stack,
  sum,
  tensor1d,
  unstack,
  zerosLike,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Mlp, Routing } from "@vmoe-bench/model";
import { dims3 } from "../dims.ts";
import { dispatchOf } from "./dispatch.ts";
import { mlpBackward, mlpForward, type Hidden } from "./mlp.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * Only the chosen experts of each image or token are computed: its rows are brought together
 * expert by expert, run as one block, and put back where they were.
 */
export function chosenExperts(
  x: Tensor,
  { experts, gates }: Routing<Tensor>,
  stacked: Mlp<Tensor>,
): Tensor {
  const shape = dims3(x);
  const D = shape[2];
  const k = experts.shape.at(-1) ?? 1;
  const routed = experts.size / k;
  const tokens = x.size / D / routed;
  const [E] = dims3(stacked.fc1.weight);
  const { order, rows, places, counts } = dispatchOf(experts.dataSync(), k, E);
  const used = counts.flatMap((count, expert) => (count > 0 ? [expert] : []));
  const sizes = used.map((expert) => (counts[expert] ?? 0) * tokens);

  /** [B,N,D] → [R·k·tokens,D], sorted by expert. */
  const collect = (from: Tensor) =>
    reshape(gather(reshape(from, [routed, -1]), tensor1d(rows, "int32")), [-1, D]);
  /** Its transpose: [R·k·tokens,D] → [B,N,D], the k of a row added. */
  const putBack = (from: Tensor) => {
    const sorted = reshape(from, [routed * k, tokens * D]);
    const inPlace = gather(sorted, tensor1d(places, "int32"));
    const added = k === 1 ? inPlace : sum(reshape(inPlace, [routed, k, -1]), 1);
    return reshape(added, shape);
  };
  /** The rows of each assignment times its gate. */
  const weigh = (from: Tensor, by: Tensor) => {
    const sorted = gather(reshape(by, [-1]), tensor1d(order, "int32"));
    return mul(reshape(from, [routed * k, -1]), reshape(sorted, [-1, 1]));
  };

  return withGradient(
    [x, gates, stacked.fc1.weight, stacked.fc1.bias, stacked.fc2.weight, stacked.fc2.bias],
    () => {
      const weights = unstackMlp(stacked);
      const inputs = split(collect(x), sizes);
      const runs = used.map((expert, i) => mlpForward(at(inputs, i), at(weights, expert)));
      const outputs = concat(runs.map(({ value }) => value));
      return {
        value: putBack(weigh(outputs, gates)),
        saved: [gates, outputs, ...inputs, ...runs.flatMap(({ hidden }) => hidden)],
      };
    },
    (dy, saved) => {
      const [keptGates, outputs, kept] = [at(saved, 0), at(saved, 1), saved.slice(2)];
      const weights = unstackMlp(stacked);
      const dSorted = collect(dy);
      const dGates = sum(
        mul(reshape(dSorted, [routed * k, -1]), reshape(outputs, [routed * k, -1])),
        1,
      );
      const dOutputs = split(reshape(weigh(dSorted, keptGates), [-1, D]), sizes);
      const gradients = used.map((expert, i) => {
        const first = used.length + 3 * i;
        const hidden: Hidden = [at(kept, first), at(kept, first + 1), at(kept, first + 2)];
        return mlpBackward(at(dOutputs, i), at(kept, i), hidden, at(weights, expert));
      });
      const restack = (part: 1 | 2 | 3 | 4, like: Tensor) => {
        const zero = zerosLike(like);
        return stack(counts.map((_, expert) => gradients[used.indexOf(expert)]?.[part] ?? zero));
      };
      const [first] = weights;
      if (first === undefined) throw new Error("There are no experts.");
      return [
        putBack(concat(gradients.map(([dx]) => dx))),
        reshape(gather(dGates, tensor1d(places, "int32")), gates.shape),
        restack(1, first.fc1.weight),
        restack(2, first.fc1.bias),
        restack(3, first.fc2.weight),
        restack(4, first.fc2.bias),
      ];
    },
  );
}

/** The mlp of each expert. */
function unstackMlp({ fc1, fc2 }: Mlp<Tensor>): Mlp<Tensor>[] {
  const [weights1, biases1] = [unstack(fc1.weight), unstack(fc1.bias)];
  const [weights2, biases2] = [unstack(fc2.weight), unstack(fc2.bias)];
  return weights1.map((weight, i) => ({
    fc1: { weight, bias: at(biases1, i) },
    fc2: { weight: at(weights2, i), bias: at(biases2, i) },
  }));
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`There are ${list.length}, not ${index + 1}.`);
  return found;
}
