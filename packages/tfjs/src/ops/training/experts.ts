import type { Tensor } from "@tensorflow/tfjs-core";
import type { Mlp, Routing } from "@vmoe-bench/model";
import { dims3 } from "../dims.ts";
import { dispatchOf } from "./dispatch.ts";
import { expertBlocks } from "./expert-blocks.ts";
import { paddedExperts } from "./padded-experts.ts";
import { activations, type Value } from "./value.ts";

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
/** Of one operation of tfjs-node beside its arithmetic, and of its arithmetic; in ns, roughly. */
const cost = { operation: 50_000, hiddenElement: 8, product: 0.2 };

/** Whether the rows that nobody reads cost less than an operation for each expert, instead of for all. */
function paddingPays(empty: number, { E, H, D }: { E: number; H: number; D: number }): boolean {
  const wasted = empty * H * (cost.hiddenElement + cost.product * D);
  return wasted < (E - 1) * operationsOfExpert * cost.operation;
}
