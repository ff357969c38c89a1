import {
  add,
  expandDims,
  gather as take,
  matMul,
  mul,
  oneHot,
  reshape,
  sum,
  type Tensor,
  transpose,
} from "@tensorflow/tfjs-core";
import type { Linear, Mlp, Routing } from "@vmoe-bench/model";
import { dims3 } from "../shapes.ts";
import { activated, linear } from "./linear.ts";

/**
 * How the chosen experts are executed: [B,N,D] → [B,N,D], Σ gate · mlp of each chosen expert.
 * The routing is per image ([B,k]) or per token ([B,N,k]). Every strategy gives the same result.
 */
export type ExpertStrategy = (x: Tensor, routing: Routing<Tensor>, mlp: Mlp<Tensor>) => Tensor;

/** The chosen experts' weights are gathered from the stack, and only they are computed. */
export function gather(
  x: Tensor,
  { experts, gates }: Routing<Tensor>,
  { fc1, fc2, activation }: Mlp<Tensor>,
): Tensor {
  const shape = dims3(x);
  const k = experts.shape.at(-1) ?? 1;
  const routed = experts.size / k;
  // k leads, because tfjs's JavaScript backends broadcast only over leading axes.
  const kFirst = (of: Tensor) =>
    k === 1 ? reshape(of, [1, routed]) : transpose(reshape(of, [routed, k]));
  const choices = kFirst(experts);
  const blocks = reshape(x, [1, routed, -1, shape[2]]);
  const outputs = chosen(activated(chosen(blocks, fc1, choices), activation), fc2, choices);
  const weighted = mul(outputs, reshape(kFirst(gates), [k, routed, 1, 1]));
  return reshape(k === 1 ? weighted : sum(weighted, 0), shape);
}

/** [1 or k,R,n,in] → [k,R,n,out] by the linear maps that `choices` [k,R] name. */
function chosen(x: Tensor, { weight, bias }: Linear<Tensor>, choices: Tensor): Tensor {
  const y = matMul(x, take(weight, choices), false, true);
  return add(y, expandDims(take(bias, choices), 2));
}

/** Every expert is computed for every token; the gates of those not chosen are zero. */
export function allExperts(
  x: Tensor,
  { experts, gates }: Routing<Tensor>,
  { fc1, fc2, activation }: Mlp<Tensor>,
): Tensor {
  const [B, N, D] = dims3(x);
  const [E] = dims3(fc1.weight);
  const rows = reshape(x, [1, B * N, D]);
  const outputs = stacked(activated(stacked(rows, fc1), activation), fc2);
  const gateOfEach = sum(mul(oneHot(experts, E), expandDims(gates, -1)), -2);
  const byExpert = expandDims(transpose(reshape(gateOfEach, [-1, E])), -1);
  const routed = byExpert.shape[1] ?? B;
  const weighted = mul(reshape(outputs, [E, routed, -1]), byExpert);
  return reshape(sum(weighted, 0), [B, N, D]);
}

/** [1 or E,R,in] → [E,R,out] */
function stacked(x: Tensor, { weight, bias }: Linear<Tensor>): Tensor {
  return add(matMul(x, weight, false, true), expandDims(bias, 1));
}

/** All images go to the one expert whose weights these are: [H,D] and [D,H], not stacked. */
export const oneExpert: ExpertStrategy = (x, { gates }, { fc1, fc2, activation }) =>
  mul(linear(activated(linear(x, fc1), activation), fc2), reshape(gates, [-1, 1, 1]));
