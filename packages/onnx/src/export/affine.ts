import { type GraphBuilder, microsoft } from "./graph/graph-builder.ts";
import { absent, constant, type Constant, dim, type Value, weight } from "./graph/value.ts";

/** Writes x [R,in] · matrix [in,out] + bias [out] → [R,out], in the numbers of one precision. */
export type Affine = (
  graph: GraphBuilder,
  x: Value,
  matrix: Constant,
  bias: Value,
  scope: string,
) => Value;

/** One node with its bias, the fastest that ONNX Runtime has. */
export const float32: Affine = (graph, x, matrix, bias, scope) =>
  graph.node("Gemm", [x, matrix, bias], [dim(x, 0), dim(matrix, 1)], { scope });

/** The largest magnitude of a quantised weight: symmetric, so that zero stays zero. */
const largest = 127;

/**
 * Dynamic quantisation: weights are int8 with a scale for each column, rounded once at export, and
 * ONNX Runtime finds the range of the activations in each run. The product is of integers.
 */
export const int8: Affine = (graph, x, matrix, bias, scope) => {
  const { quantised, scales } = quantise(matrix);
  return graph.node(
    "DynamicQuantizeMatMul",
    [x, quantised, scales, absent, bias],
    [dim(x, 0), dim(matrix, 1)],
    { scope, domain: microsoft },
  );
};

/** [in,out] → int8 [in,out] and float32 scales [out]; a column of zeros has the scale 1. */
export function quantise(matrix: Constant): { quantised: Constant; scales: Constant } {
  const { name, dims, data } = weight(matrix);
  const columns = dim(matrix, 1);
  const scales = new Float32Array(columns);
  data.forEach((value, i) => {
    const c = i % columns;
    scales[c] = Math.max(scales[c] ?? 0, Math.abs(value) / largest);
  });
  scales.forEach((scale, c) => {
    if (scale === 0) scales[c] = 1;
  });
  const rounded = Int8Array.from(data, (value, i) =>
    Math.round(value / (scales[i % columns] ?? 1)),
  );
  return {
    quantised: constant(`${name}.int8`, dims, rounded),
    scales: constant(`${name}.scale`, [columns], scales),
  };
}
