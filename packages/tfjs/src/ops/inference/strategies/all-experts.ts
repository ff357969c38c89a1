import {
  add,
  expandDims,
  matMul,
  mul,
  oneHot,
  reshape,
  sum,
  transpose,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Linear, Mlp, Routing } from "@vmoe-bench/model";
import { dims3 } from "../../shapes.ts";
import { activated } from "../inference-ops.ts";

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
