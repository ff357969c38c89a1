import {
  addN,
  concat,
  mul,
  reshape,
  split,
  stack,
  sum,
  type Tensor,
  zeros,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Mlp, Routing } from "@vmoe-bench/model";
import { at, dims3, unstackMlp } from "../shapes.ts";
import { type Dispatch, dispatchOf, padded, pick } from "./dispatch.ts";
import {
  activations,
  inputsOf,
  type Value,
  withActivations,
  withGradient,
} from "./differentiable.ts";
import { differentiableMlp } from "./mlp.ts";

/**
 * Only the chosen experts of each image or token are computed: its rows are brought together
 * expert by expert, run, and put back where they were.
 */
export function chosenExperts(
  x: Value,
  { experts, gates }: Routing<Tensor>,
  stacked: Mlp<Tensor>,
): Tensor {
  const [B, N, D] = dims3(activations(x));
  const [E, H] = dims3(stacked.fc1.weight);
  const k = experts.shape.at(-1) ?? 1;
  const dispatch = dispatchOf(experts.dataSync(), k, E);
  const rowsOfChoice = (B * N * k) / experts.size;
  const empty = rowsOfChoice * (E * Math.max(...dispatch.counts) - experts.size);
  const run = paddingPays(empty, { E, H, D }) ? paddedExperts : expertBlocks;
  return run(x, { gates }, stacked, dispatch);
}

/** Forward and backward of one expert. */
const operationsOfExpert = 40;
/** What one operation of tfjs-node costs beside its arithmetic, and its arithmetic; in ns, roughly. */
const cost = { operation: 50_000, hiddenElement: 8, product: 0.2 };

/** Whether the rows that nobody reads cost less than an operation for each expert, instead of for all. */
function paddingPays(empty: number, { E, H, D }: { E: number; H: number; D: number }): boolean {
  const wasted = empty * H * (cost.hiddenElement + cost.product * D);
  return wasted < (E - 1) * operationsOfExpert * cost.operation;
}

/** Each expert that has rows as a block of its own. */
export function expertBlocks(
  x: Value,
  { gates }: Pick<Routing<Tensor>, "gates">,
  stacked: Mlp<Tensor>,
  { order, rows, places, counts }: Dispatch,
): Tensor {
  const { shape, routed, collect, putBack } = exchange(x, gates, rows, places);
  const [B, N, D] = shape;
  const used = counts.flatMap((count, expert) => (count > 0 ? [expert] : []));
  const sizes = used.map((expert) => (at(counts, expert) * B * N) / routed);

  const blocks = (from: Tensor) => split(reshape(from, [-1, D]), sizes);
  const joined = (from: Tensor[]) => reshape(concat(from), [gates.size, -1]);

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

/** How rows get to their experts and back; an expert's are beside each other. */
function exchange(x: Value, gates: Tensor, rows: Int32Array, places: Int32Array) {
  const shape = dims3(activations(x));
  const k = gates.shape.at(-1) ?? 1;
  const routed = gates.size / k;
  return {
    shape,
    routed,
    /** [B,N,D] → [rows,tokens·D] */
    collect: (from: Tensor) => pick(reshape(from, [routed, -1]), rows),
    /** Its transpose: → [B,N,D], the k assignments of a row added. */
    putBack: (from: Tensor) => {
      const inPlace = pick(from, places);
      const added = k === 1 ? inPlace : sum(reshape(inPlace, [routed, k, -1]), 1);
      return reshape(added, shape);
    },
  };
}

/** An expert that no row went to has a gradient of zero. */
function restack(gradients: readonly (Tensor | undefined)[]): Tensor {
  const known = gradients.find((gradient) => gradient !== undefined);
  if (known === undefined) throw new Error("No row went to any expert.");
  const zero = zerosLike(known);
  return stack(gradients.map((gradient) => gradient ?? zero));
}

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
  const { fc1, fc2 } = stacked;
  const [E, , D] = dims3(fc1.weight);
  const { order, rows, places, most } = padded(dispatch);
  const { collect, putBack } = exchange(x, gates, rows, places);
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
            putBack(reshape(dInputs, [E * most, -1])),
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
