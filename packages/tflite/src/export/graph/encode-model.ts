import { Builder } from "flatbuffers";
import { Buffer, BufferT } from "../../schema/tflite/buffer.ts";
import type { BuiltinOperator } from "../../schema/tflite/builtin-operator.ts";
import { MetadataT } from "../../schema/tflite/metadata.ts";
import { Model, ModelT } from "../../schema/tflite/model.ts";
import { OperatorCodeT } from "../../schema/tflite/operator-code.ts";
import { OperatorT } from "../../schema/tflite/operator.ts";
import { SignatureDefT } from "../../schema/tflite/signature-def.ts";
import { SubGraphT } from "../../schema/tflite/sub-graph.ts";
import { TensorMapT } from "../../schema/tflite/tensor-map.ts";
import { TensorType } from "../../schema/tflite/tensor-type.ts";
import { TensorT } from "../../schema/tflite/tensor.ts";
import type { Graph } from "./graph-builder.ts";
import type { Activation, Constant } from "./value.ts";

const schemaVersion = 3;
const tensorTypes = { float32: TensorType.FLOAT32, int32: TensorType.INT32 } as const;
/** Readers that know operators by one byte find this number, and the real one beside it. */
const beyondOneByte = 127;
/** The file's largest offset is a signed 32-bit number. */
const mostBytes = 2 ** 31 - 1;
/** What is in the file beside its weights, at most. */
const overhead = 2 ** 24;

/**
 * A LiteRT file with its weights inside and one signature, "serving_default", of the graph's names.
 * `metadata` says what the graph does not.
 * @throws RangeError for more than the format can address
 */
export function encodeModel(
  graph: Graph,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const texts = Object.entries(metadata);
  // The first buffer is empty by definition: tensors that are computed point at it.
  const contents = [
    new Uint8Array(),
    ...graph.constants.map(({ data }) => bytesOf(data)),
    ...texts.map(([, text]) => new TextEncoder().encode(text)),
  ];
  if (contents.reduce((sum, { length }) => sum + length, 0) > mostBytes - overhead)
    throw new RangeError("A LiteRT file holds at most 2 GB.");
  const tensors = new Tensors(graph);
  const codes = [...new Set(graph.nodes.map(({ operator }) => operator))];
  const model = new ModelT(
    schemaVersion,
    codes.map(operatorCode),
    [
      new SubGraphT(
        tensors.all,
        graph.inputs.map(({ name }) => tensors.index(name)),
        [...graph.outputs.values()].map(({ name }) => tensors.index(name)),
        graph.nodes.map(
          ({ operator, optionsType, options, inputs, outputs }) =>
            new OperatorT(
              codes.indexOf(operator),
              inputs.map((name) => tensors.index(name)),
              outputs.map(({ name }) => tensors.index(name)),
              optionsType,
              options,
            ),
        ),
        "main",
      ),
    ],
    "vmoe-bench",
    contents.map((content) => new AlignedBuffer(content)),
    [],
    texts.map(([name], i) => new MetadataT(name, 1 + graph.constants.length + i)),
    [
      new SignatureDefT(
        graph.inputs.map(({ name }) => new TensorMapT(name, tensors.index(name))),
        [...graph.outputs].map(([name, from]) => new TensorMapT(name, tensors.index(from.name))),
        "serving_default",
        0,
      ),
    ],
  );
  const builder = new Builder(contents.reduce((sum, { length }) => sum + length, 1024));
  Model.finishModelBuffer(builder, model.pack(builder));
  return builder.asUint8Array();
}

/** A graph's tensors in the file's order, and where each is. */
class Tensors {
  readonly all: TensorT[] = [];
  readonly #indexes = new Map<string, number>();

  constructor(graph: Graph) {
    for (const input of graph.inputs) this.#addActivation(input);
    graph.constants.forEach((constant, i) => this.#add(constant, constantType(constant), 1 + i));
    for (const { outputs } of graph.nodes)
      for (const output of outputs) this.#addActivation(output);
  }

  index(name: string): number {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new RangeError(`The graph has no tensor "${name}".`);
    return index;
  }

  #addActivation(value: Activation): void {
    this.#add(value, tensorTypes[value.type], 0);
  }

  #add({ name, dims }: Activation | Constant, type: TensorType, buffer: number): void {
    this.#indexes.set(name, this.all.length);
    this.all.push(new TensorT([...dims], type, buffer, name));
  }
}

function constantType({ data }: Constant): TensorType {
  return tensorTypes[data instanceof Float32Array ? "float32" : "int32"];
}

function bytesOf(data: Constant["data"]): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function operatorCode(operator: BuiltinOperator): OperatorCodeT {
  return new OperatorCodeT(Math.min(operator, beyondOneByte), null, 1, operator);
}

/** The schema asks for 16 bytes, which the generated code leaves out; and copies byte by byte. */
class AlignedBuffer extends BufferT {
  readonly #content: Uint8Array;

  constructor(content: Uint8Array) {
    super();
    this.#content = content;
  }

  override pack(builder: Builder): number {
    if (this.#content.length === 0) return Buffer.createBuffer(builder, 0);
    builder.prep(16, this.#content.length);
    return Buffer.createBuffer(builder, builder.createByteVector(this.#content));
  }
}
