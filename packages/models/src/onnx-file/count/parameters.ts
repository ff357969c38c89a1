import type { OnnxModel } from "../wire/decode.ts";
import { bitsOf, elementTypes, type OnnxTensor, sizeOf } from "../wire/tensor.ts";
import type { ReadNumbers } from "./numbers.ts";
import { type Use, type UsedTensor, usedTensors } from "./uses.ts";

/** What training changes, as far as a graph can say. */
interface Parameters {
  readonly count: number;
  /** As the file stores them. */
  readonly bytes: number;
}

const floats: ReadonlySet<number> = new Set([
  elementTypes.float32,
  elementTypes.float16,
  elementTypes.bfloat16,
  elementTypes.float64,
]);
/** Integers that are no index: quantised weights, and biases of 32 bits beside them. */
const int64 = elementTypes.int64;
const packed: ReadonlySet<string> = new Set(["MatMulNBits", "GatherBlockQuantized"]);

/**
 * Inputs that say how, and not what: limits, scales of pictures and of quantisation, zero points, new
 * values of single places, and the mean and variance that a batch normalisation has seen, which PyTorch
 * counts as no parameters either.
 */
const settings: ReadonlyMap<string, readonly number[]> = new Map([
  ["Resize", [1, 2, 3]],
  ["Upsample", [1]],
  ["Clip", [1, 2]],
  ["Pad", [1, 2, 3]],
  ["Pow", [1]],
  ["Dropout", [1, 2]],
  ["Expand", [1]],
  ["OneHot", [1, 2]],
  ["ScatterND", [0, 2]],
  ["ScatterElements", [0, 2]],
  ["BatchNormalization", [3, 4]],
  ["QuantizeLinear", [1, 2]],
  ["DequantizeLinear", [1, 2]],
  ["QLinearConv", [1, 2, 4, 5, 6, 7]],
  ["QLinearMatMul", [1, 2, 4, 5, 6, 7]],
  ["ConvInteger", [2, 3]],
  ["MatMulInteger", [2, 3]],
  ["DynamicQuantizeMatMul", [2, 3]],
  ["MatMulIntegerToFloat", [2, 3, 4, 5]],
  ["QGemm", [1, 2, 4, 5, 7, 8]],
  ["QAttention", [3, 4, 5, 6, 7]],
  ["MatMulNBits", [2, 3, 4]],
]);
const comparisons =
  /^(Equal|Less|LessOrEqual|Greater|GreaterOrEqual|Range|ConstantOfShape|Shape|Size)$/;
/** A single number that is learned is one of theirs; elsewhere it is an exponent, an epsilon, a scale. */
const learners = /Conv|Gemm|MatMul|Einsum|Norm|PRelu|Attention|MoE/;
/** Operators that take 32-bit biases beside quantised weights. */
const quantised = /^(DequantizeLinear|QLinearConv|QGemm|QAttention|Conv|Gemm)$/;

/**
 * Constants that products, sums and normalisations take. A table that was looked up before the file was
 * written is counted by its own rows, as often as they differ.
 */
export async function parametersOf(model: OnnxModel, read: ReadNumbers): Promise<Parameters> {
  let [count, bits] = [0, 0];
  for (const used of usedTensors(model)) {
    const own = await countOf(used, read);
    count += own;
    bits += own * (bitsOf(used.tensor.type) ?? 0);
  }
  return { count, bytes: Math.ceil(bits / 8) };
}

async function countOf({ tensor, uses }: UsedTensor, read: ReadNumbers): Promise<number> {
  const own = uses.filter((use) => isWeight(tensor, use));
  if (own.length === 0) return 0;
  const blocks = own.find(({ node }) => packed.has(node.op));
  if (blocks !== undefined && blocks.position <= 1) return unpacked(blocks, tensor);
  const sums = own.filter(({ node }) => /^(Add|Sub|Mul|Where|Min|Max)$/.test(node.op));
  if (sums.length < own.length || !floats.has(tensor.type)) return sizeOf(tensor.dims);
  const isTable = sums.every(({ intoSoftmax }) => intoSoftmax);
  const numbers = await read(tensor);
  if (numbers === undefined) return sizeOf(tensor.dims);
  if (isMask(numbers)) return 0;
  return isTable ? distinctNumbers(numbers, tensor.dims) : sizeOf(tensor.dims);
}

function isWeight({ type, dims }: OnnxTensor, { node, position }: Use): boolean {
  const { op } = node;
  if (settings.get(op)?.includes(position) || comparisons.test(op)) return false;
  if (op === "Where" && position === 0) return false;
  if (sizeOf(dims) <= 1 && !learners.test(op)) return false;
  if (floats.has(type)) return true;
  if (type === elementTypes.int32) return quantised.test(op);
  return type !== int64 && type !== elementTypes.bool && (bitsOf(type) ?? 64) <= 8;
}

/** Weights of less than a byte lie in bytes together; the node says how many they are. */
function unpacked({ node }: Use, { dims }: OnnxTensor): number {
  const [K, N] = [node.attributes.get("K")?.int, node.attributes.get("N")?.int];
  return K === undefined || N === undefined ? sizeOf(dims) : K * N;
}

/**
 * Whether numbers say yes or no: two values, 0 and one far below it, which is added, or 1. What is learned
 * has more.
 */
function isMask(numbers: Float32Array): boolean {
  const values = new Set<number>();
  for (const value of numbers) {
    values.add(value);
    if (values.size > 2) return false;
  }
  const other = [...values].find((value) => value !== 0);
  return values.size === 2 && values.has(0) && other !== undefined && (other <= -1 || other === 1);
}

/**
 * Numbers that a looked-up table is made of. Rows that an index chose come again and again, all the same:
 * each is counted once, along the axis on which that leaves the fewest.
 */
function distinctNumbers(numbers: Float32Array, dims: readonly number[]): number {
  let fewest = sizeOf(dims);
  // Untrained: all rows of zeros are one.
  if (numbers.every((value) => value === numbers[0])) return fewest;
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  for (const [axis, length] of dims.entries()) {
    if (length === 1) continue;
    const inner = sizeOf(dims.slice(axis + 1));
    const rows = new Set<string>();
    for (let start = 0; start < numbers.length; start += length * inner)
      for (let i = 0; i < inner; i += 1) {
        const row: number[] = [];
        for (let n = 0; n < length; n += 1) row.push(bits[start + n * inner + i] ?? 0);
        rows.add(row.join());
      }
    fewest = Math.min(fewest, rows.size * length);
  }
  return fewest;
}
