import type { PreparedManifest } from "@vmoe-bench/contracts";

/** What ONNX Runtime says of a node, before or after it ran. */
export interface PlacedWork {
  /** The operator. */
  readonly kind: string;
  /** Numbers that it gave, without shapes, indexes and conditions; undefined where it is not said. */
  readonly values?: number | undefined;
}

/** Operators that multiply matrices, in every precision. */
const products = /Gemm|MatMul|Einsum|Conv|Attention|MoE/;

/**
 * Operators that shapes and indexes are computed with. WebGPU has a kernel of each that takes floats, so
 * that what stays on the CPU is not the model's numbers.
 */
const ofShapes = new Set(
  [
    ["Shape", "Size", "Reshape", "Squeeze", "Unsqueeze", "Concat", "Split", "Slice", "Gather"],
    ["Constant", "ConstantOfShape", "Range", "Cast", "Identity", "ArgMax", "ReduceProd"],
    ["Add", "Sub", "Mul", "Div", "Neg", "Min", "Max", "Floor", "Ceil", "Sqrt"],
    ["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Not", "And", "Or", "Where"],
  ].flat(),
);

/** The factors that an image is resized by, one an axis; or one scale. */
const mostValues = 4;

/**
 * Whether a node has to be on the provider that was asked for. Of our own graphs, what multiplies has
 * to: else only the choice of an expert is ever on the CPU. Of a graph made elsewhere, all but what
 * finds shapes and indexes.
 */
export function mustBeOnProvider(
  { kind, values }: PlacedWork,
  graph: PreparedManifest["kind"],
): boolean {
  if (products.test(kind)) return true;
  if (graph === "defined") return false;
  return values === undefined ? !ofShapes.has(kind) : values > mostValues;
}
