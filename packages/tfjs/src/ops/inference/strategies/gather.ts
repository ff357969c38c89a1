import {
  add,
  expandDims,
  gather as take,
  matMul,
  mul,
  reshape,
  sum,
  transpose,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Linear, Mlp, Routing } from "@vmoe-bench/model";
import { dims3 } from "../../shapes.ts";
import { activated } from "../inference-ops.ts";

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
