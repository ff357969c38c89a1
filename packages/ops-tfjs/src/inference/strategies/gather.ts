import {
  add,
  expandDims,
  gather as take,
  matMul,
  mul,
  reshape,
  sum,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Linear, Mlp, Routing } from "@vmoe-bench/model";
import { dims3 } from "../../dims.ts";
import { gelu } from "../gelu.ts";

/** The chosen experts' weights are gathered from the stack, and only they are computed. */
export function gather(
  x: Tensor,
  { experts, gates }: Routing<Tensor>,
  { fc1, fc2 }: Mlp<Tensor>,
): Tensor {
  const [B, N, D] = dims3(x);
  const k = experts.shape.at(-1) ?? 1;
  const routed = experts.size / k;
  const choices = reshape(experts, [routed, k]);
  const blocks = reshape(x, [routed, 1, -1, D]);
  const outputs = chosen(gelu(chosen(blocks, fc1, choices)), fc2, choices);
  const weighted = mul(outputs, reshape(gates, [routed, k, 1, 1]));
  return reshape(sum(weighted, 1), [B, N, D]);
}

/** [R,1 or k,n,in] → [R,k,n,out] by the linear maps that `choices` [R,k] name. */
function chosen(x: Tensor, { weight, bias }: Linear<Tensor>, choices: Tensor): Tensor {
  const y = matMul(x, take(weight, choices), false, true);
  return add(y, expandDims(take(bias, choices), 2));
}
