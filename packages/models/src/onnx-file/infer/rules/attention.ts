import {
  at,
  CannotInferError,
  type NodeView,
  noWork,
  type Outcome,
  type Rule,
  type Rules,
} from "../known.ts";
import { sizeOf } from "../../wire/tensor.ts";

/** FLOPs an element, as the cost interpreter counts them. */
const softmax = 5;
const perScore = 1 + softmax;
const biasAndGelu = 1 + 8;
const biasAndScale = 1 + 1;

interface Sizes {
  readonly batch: number;
  readonly heads: number;
  /** Queries; `keys` are those that they look at. */
  readonly tokens: number;
  readonly keys: number;
  /** Numbers of a query and of a key in one head; `valueWidth` of a value. */
  readonly width: number;
  readonly valueWidth: number;
}

/** Scores of queries with keys, a softmax, and the sum of the values. */
function attend({ batch, heads, tokens, keys, width, valueWidth }: Sizes) {
  const scores = batch * heads * tokens * keys;
  return { macs2: 2 * scores * (width + valueWidth), elementwise: perScore * scores };
}

function only(dims: readonly number[], node: NodeView, work: Outcome["work"]): Outcome {
  if (node.outputCount > 1)
    throw new CannotInferError("it keeps keys and values for later, as no image classifier does");
  return { outputs: [{ dims }], work };
}

/** com.microsoft.Attention: tokens [B,N,D] through weights [D,3·D], then attention. */
const fused: Rule = (node) => {
  const [batch, tokens, width] = [0, 1, 2].map((axis) => at(node.dims(0), axis));
  const [B, N, D] = [batch ?? 0, tokens ?? 0, width ?? 0];
  const all = at(node.dims(1), 1);
  const heads = node.int("num_heads", 1);
  const [q = all / 3, , v = all / 3] = node.ints("qkv_hidden_sizes");
  const sizes = { batch: B, heads, tokens: N, keys: N, width: q / heads, valueWidth: v / heads };
  const attended = attend(sizes);
  const projected = 2 * B * N * D * all;
  const bias = node.optional(2) === undefined ? 0 : B * N * all;
  return only([B, N, v], node, {
    macs2: attended.macs2 + projected,
    elementwise: attended.elementwise + bias,
  });
};

/** com.microsoft.MultiHeadAttention: queries, keys and values [B,N,D] each. */
const multiHead: Rule = (node) => {
  const heads = node.int("num_heads", 1);
  const [q, k, v] = [node.dims(0), node.optional(1)?.dims, node.optional(2)?.dims];
  if (q.length !== 3 || k?.length !== 3 || v?.length !== 3)
    throw new CannotInferError("its queries, keys and values are packed");
  return only([at(q, 0), at(q, 1), at(v, 2)], node, sizesOf(q, k, v, heads, heads));
};

function sizesOf(
  q: readonly number[],
  k: readonly number[],
  v: readonly number[],
  heads: number,
  keyHeads: number,
) {
  return attend({
    batch: at(q, 0),
    heads,
    tokens: at(q, -2),
    keys: at(k, -2),
    width: at(q, -1) / heads,
    valueWidth: at(v, -1) / keyHeads,
  });
}

/** ONNX's own of opset 23: [B,N,D] with the numbers of heads, or [B,A,N,D/A]. */
const standard: Rule = (node) => {
  const [q, k, v] = [node.dims(0), node.dims(1), node.dims(2)];
  if (q.length === 3) {
    const heads = node.int("q_num_heads", 1);
    const keyHeads = node.int("kv_num_heads", heads);
    const width = (at(v, 2) / keyHeads) * heads;
    return only([at(q, 0), at(q, 1), width], node, sizesOf(q, k, v, heads, keyHeads));
  }
  const heads = at(q, 1);
  const work = attend({
    batch: at(q, 0),
    heads,
    tokens: at(q, 2),
    keys: at(k, 2),
    width: at(q, 3),
    valueWidth: at(v, 3),
  });
  return only([at(q, 0), heads, at(q, 2), at(v, 3)], node, work);
};

/**
 * com.microsoft.MoE: each row goes through k of the E experts, whose weights are stacked on their
 * first axis. What no expert sees is counted apart.
 */
const experts: Rule = (node) => {
  const [rows, router, second] = [node.dims(0), node.dims(1), node.dims(4)];
  const [E, width] = [at(router, -1), at(rows, -1)];
  const matrices = [node.dims(2), second, node.optional(6)?.dims ?? [0]];
  const weights = matrices.reduce((total, matrix) => total + sizeOf(matrix), 0);
  const count = sizeOf(rows) / width;
  // Versions differ in which way round the matrices lie.
  const hidden = sizeOf(second) / E / width;
  const perRow = biasAndGelu * hidden + biasAndScale * width;
  return {
    outputs: [{ dims: rows }],
    work: { ...noWork, elementwise: softmax * sizeOf(router) },
    layer: {
      experts: E,
      k: node.int("k", 1),
      one: { macs2: (2 * count * weights) / E, elementwise: count * perRow },
    },
  };
};

export const attention: Rules = { Attention: standard };

/** ONNX Runtime's own. */
export const microsoftAttention: Rules = {
  Attention: fused,
  MultiHeadAttention: multiHead,
  MoE: experts,
};
