import onnxProto from "onnx-proto";
import type { Attribute, Graph } from "./graph-builder.ts";
import type { Activation, Constant, ElementType } from "./value.ts";

const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;
const { AttributeType } = AttributeProto;

const irVersion = 8;
const opset = 20;

const elementTypes: Readonly<Record<ElementType, number>> = {
  float32: TensorProto.DataType.FLOAT,
  int64: TensorProto.DataType.INT64,
};

/** An ONNX file: IR 8, opset 20, weights inside. */
export function encodeModel(graph: Graph): Uint8Array {
  return ModelProto.encode({
    irVersion,
    opsetImport: [{ domain: "", version: opset }],
    producerName: "vmoe-bench",
    graph: {
      name: "vit",
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
      initializer: graph.constants.map(initializer),
      node: graph.nodes.map(({ op, inputs, outputs, attributes }) => ({
        opType: op,
        name: outputs[0] ?? op,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      })),
    },
  }).finish();
}

function valueInfo({ name, type, dims }: Activation) {
  return {
    name,
    type: {
      tensorType: {
        elemType: elementTypes[type],
        shape: { dim: dims.map((size) => ({ dimValue: size })) },
      },
    },
  };
}

function initializer({ name, dims, data }: Constant) {
  return {
    name,
    dims: [...dims],
    dataType: elementTypes[data instanceof Float32Array ? "float32" : "int64"],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function attribute(name: string, value: Attribute) {
  if ("int" in value) return { name, type: AttributeType.INT, i: value.int };
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value.ints] };
}
