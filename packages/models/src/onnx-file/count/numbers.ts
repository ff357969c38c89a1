import type { Precision } from "@vmoe-bench/contracts";
import { elementTypes, type OnnxTensor, sizeOf } from "../wire/tensor.ts";
import { readExternal } from "../read/external-data.ts";
import type { OnnxFile } from "../read/read-onnx.ts";
import { usedTensors } from "./uses.ts";
import type { OnnxGraph, OnnxModel, OnnxNode } from "../wire/decode.ts";

/** A float32 constant's numbers; undefined for one of another type, and for one that is not read. */
export type ReadNumbers = (tensor: OnnxTensor) => Promise<Float32Array | undefined>;

/** From the file itself, or from those beside it. */
export function numbersIn(file: Pick<OnnxFile, "path" | "external">): ReadNumbers {
  return async (tensor) => {
    if (tensor.type !== elementTypes.float32) return undefined;
    const bytes =
      tensor.external === undefined ? bytesIn(tensor) : await readExternal(tensor, file);
    if (bytes.length !== 4 * sizeOf(tensor.dims)) return undefined;
    return new Float32Array(Uint8Array.from(bytes).buffer);
  };
}

function bytesIn({ raw, lists }: OnnxTensor): Uint8Array {
  return (
    raw ?? Buffer.concat(lists.flatMap((field) => (field.kind === "integer" ? [] : [field.value])))
  );
}

/**
 * Weights of float32 that are not 0 and smaller than 2^-126: a CPU that is not told to take them for 0
 * needs many times as long for each.
 */
export async function denormalsOf(file: OnnxFile): Promise<number> {
  const read = numbersIn(file);
  let count = 0;
  for (const { tensor } of usedTensors(file.model)) {
    const numbers = await read(tensor);
    if (numbers !== undefined) count += denormalsIn(numbers);
  }
  return count;
}

/** Bits without an exponent, and with a fraction. */
export function denormalsIn(numbers: Float32Array): number {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  let count = 0;
  for (const word of bits) if ((word & 0x7f800000) === 0 && (word & 0x007fffff) !== 0) count += 1;
  return count;
}

/** Operators that round to 8 bits or fewer, of ONNX and of ONNX Runtime. */
const rounding =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantize\w*|QLinear\w+|\w+Integer|MatMulInteger\w*|MatMulNBits|MatMulBnb4|GatherBlockQuantized|QGemm|QAttention|QMoE|QOrdered\w+|NhwcMaxPool)$/;
const halves: ReadonlySet<number> = new Set([elementTypes.float16, elementTypes.bfloat16]);

/** The coarsest numbers that a graph computes in: its answers are only that exact on another runtime. */
export function precisionOf({
  graph,
  functions,
}: Pick<OnnxModel, "graph" | "functions">): Precision {
  const nodes = [...nodesIn(graph), ...[...functions.values()].flatMap(nodesIn)];
  if (nodes.some(({ op }) => rounding.test(op))) return "int8";
  const isHalf =
    graph.constants.some(({ type }) => halves.has(type)) ||
    nodes.some(({ op, attributes }) =>
      [...attributes].some(
        ([name, { tensor, int }]) =>
          (tensor !== undefined && halves.has(tensor.type)) ||
          (op === "Cast" && name === "to" && halves.has(int)),
      ),
    );
  return isHalf ? "float16" : "float32";
}

function nodesIn({ nodes }: Pick<OnnxGraph, "nodes">): OnnxNode[] {
  return nodes.flatMap((node) => [
    node,
    ...[...node.attributes.values()].flatMap(({ graph }) =>
      graph === undefined ? [] : nodesIn(graph),
    ),
  ]);
}
