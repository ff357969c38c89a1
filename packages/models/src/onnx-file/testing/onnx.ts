import onnxProto from "onnx-proto";

const { AttributeProto, GraphProto, ModelProto } = onnxProto.onnx;
const { AttributeType } = AttributeProto;

type Graph = NonNullable<ConstructorParameters<typeof GraphProto>[0]>;
type Model = NonNullable<ConstructorParameters<typeof ModelProto>[0]>;
type Node = NonNullable<Graph["node"]>[number];
type Tensor = NonNullable<Graph["initializer"]>[number];
type Attribute = NonNullable<Node["attribute"]>[number];

/** Where a tensor says that its bytes lie. */
export const external = onnxProto.onnx.TensorProto.DataLocation.EXTERNAL;

/** ONNX's number of float32. */
const float32 = 1;
const int64 = 7;

/** A graph's input or output; a text is a size that is not fixed. */
export function value(name: string, dims: readonly (number | string)[], elemType = float32) {
  const dim = dims.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

export function node(
  opType: string,
  input: string[],
  output: string[],
  attribute: Attribute[] = [],
  domain = "",
): Node {
  return { opType, input, output, attribute, domain };
}

export function int(name: string, i: number): Attribute {
  return { name, i, type: AttributeType.INT };
}

export function graph(name: string, inner: Graph): Attribute {
  return { name, g: inner, type: AttributeType.GRAPH };
}

export function ints(name: string, values: number[]): Attribute {
  return { name, ints: values, type: AttributeType.INTS };
}

export function tensor(name: string, t: Tensor): Attribute {
  return { name, t, type: AttributeType.TENSOR };
}

/** Inside of a function: the call's attribute of that name. */
export function callers(name: string, refAttrName: string): Attribute {
  return { name, refAttrName, type: AttributeType.INTS };
}

export function text(name: string, content: string): Attribute {
  return { name, s: new TextEncoder().encode(content), type: AttributeType.STRING };
}

/** Weights of zeros. */
export function weight(name: string, dims: number[]): Tensor {
  const size = dims.reduce((a, b) => a * b, 1);
  return { name, dims, dataType: float32, rawData: new Uint8Array(4 * size) };
}

/** A constant of these numbers. */
export function floats(name: string, dims: number[], values: ArrayLike<number>): Tensor {
  const rawData = new Uint8Array(Float32Array.from(values).buffer);
  return { name, dims, dataType: float32, rawData };
}

/** A tensor of which only the values at these positions are written. */
export function sparse(name: string, dims: number[], positions: number[], values: number[]) {
  const at = { ...integers("", positions), dims: [positions.length] };
  return { values: floats(name, [values.length], values), indices: at, dims };
}

/** A Constant's value. */
export function sparseValue(sparseTensor: ReturnType<typeof sparse>): Attribute {
  return { name: "sparse_value", type: AttributeType.SPARSE_TENSOR, sparseTensor };
}

/** An operator that the file defines itself. */
export function functionOf(
  domain: string,
  name: string,
  [input, output]: readonly [string[], string[]],
  nodes: Node[],
) {
  return { domain, name, input, output, node: nodes, opsetImport: [{ domain: "", version: 20 }] };
}

export function integers(name: string, values: number[]): Tensor {
  const data = BigInt64Array.from(values, BigInt);
  return { name, dims: [values.length], dataType: int64, rawData: new Uint8Array(data.buffer) };
}

/** An ONNX file: opset 20 and IR 8 unless told. */
export function onnx(graph: Graph, more: Model = {}): Uint8Array {
  return ModelProto.encode({
    irVersion: 8,
    opsetImport: [
      { domain: "", version: 20 },
      { domain: "com.microsoft", version: 1 },
    ],
    graph: { name: "g", ...graph },
    ...more,
  }).finish();
}

/** Images [1,3,8,8] through a convolution, a mean over pixels and a head of 5 classes. */
export function classifier(images: readonly (number | string)[] = ["batch", 3, 8, 8]) {
  return {
    input: [value("images", images)],
    output: [value("logits", ["batch", 5])],
    initializer: [weight("stem", [4, 3, 3, 3]), weight("head", [5, 4]), weight("bias", [5])],
    node: [
      node("Conv", ["images", "stem"], ["features"], [ints("pads", [1, 1, 1, 1])]),
      node("GlobalAveragePool", ["features"], ["pooled"]),
      node("Flatten", ["pooled"], ["rows"]),
      node("Gemm", ["rows", "head", "bias"], ["logits"], [int("transB", 1)]),
    ],
  };
}
