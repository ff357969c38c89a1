import onnxProto from "onnx-proto";
import { microsoft, type Attribute, type Graph } from "./graph-builder.ts";
import type { Activation, Constant, ElementType } from "./value.ts";

const { AttributeProto, GraphProto, ModelProto, TensorProto } = onnxProto.onnx;
const { AttributeType } = AttributeProto;

type IAttribute = NonNullable<ConstructorParameters<typeof AttributeProto>[0]>;

const irVersion = 8;
const opset = 20;

const elementTypes: Readonly<Record<ElementType, number>> = {
  float32: TensorProto.DataType.FLOAT,
  float16: TensorProto.DataType.FLOAT16,
  int64: TensorProto.DataType.INT64,
  bool: TensorProto.DataType.BOOL,
  int8: TensorProto.DataType.INT8,
};

/** An ONNX file: IR 8, opset 20, weights inside; `metadata` says what the graph does not. */
export function encodeModel(
  graph: Graph,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  return ModelProto.encode({
    irVersion,
    opsetImport: [
      { domain: "", version: opset },
      { domain: microsoft, version: 1 },
    ],
    producerName: "vmoe-bench",
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: graphProto(graph, "vit"),
  }).finish();
}

function graphProto(graph: Graph, name: string): InstanceType<typeof GraphProto> {
  return GraphProto.create({
    name,
    input: graph.inputs.map(valueInfo),
    output: graph.outputs.map(valueInfo),
    initializer: graph.constants.map(initializer),
    node: graph.nodes.map(({ op, domain, inputs, outputs, attributes }) => ({
      opType: op,
      domain,
      name: outputs[0] ?? op,
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    })),
  });
}

function valueInfo({ name, type, dims }: Activation) {
  return {
    name,
    type: {
      tensorType: {
        elemType: elementTypes[type],
        shape: {
          dim: dims.map((size) => (size < 0 ? { dimParam: anySize(-size) } : { dimValue: size })),
        },
      },
    },
  };
}

/** Sizes of one name are one size: of tokens there are several an image. */
function anySize(times: number): string {
  return times === 1 ? "batch" : `${times}*batch`;
}

function initializer({ name, dims, data }: Constant) {
  return {
    name,
    dims: [...dims],
    dataType: elementTypes[typeOf(data)],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function typeOf(data: Constant["data"]): ElementType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Uint16Array) return "float16";
  return data instanceof Int8Array ? "int8" : "int64";
}

function attribute(name: string, value: Attribute): IAttribute {
  if ("int" in value) return { name, type: AttributeType.INT, i: value.int };
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ("text" in value)
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value.text) };
  if ("graph" in value)
    return { name, type: AttributeType.GRAPH, g: graphProto(value.graph, name) };
  return { name, type: AttributeType.INTS, ints: [...value.ints] };
}
