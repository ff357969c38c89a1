import {
  at,
  broadcast,
  CannotInferError,
  made,
  type NodeView,
  type Rule,
  type Rules,
} from "../known.ts";
import { sizeOf } from "../../wire/tensor.ts";
import { slidSizes, spreadSizes } from "./windows.ts";

/** @param places of images, kernels and biases among the inputs */
function convolution([x, w, b]: readonly [number, number, number]): Rule {
  return (node) => {
    const [images, kernels] = [node.dims(x), node.dims(w)];
    const group = node.int("group", 1);
    if (at(kernels, 1) * group !== at(images, 1))
      throw new CannotInferError(
        `${at(images, 1)} channels do not fit ${group} groups of ${at(kernels, 1)}`,
      );
    const sizes = slidSizes(node, images.slice(2), kernels.slice(2));
    const dims = [at(images, 0), at(kernels, 0), ...sizes];
    const macs2 = 2 * sizeOf(dims) * sizeOf(kernels.slice(1));
    return made(dims, { macs2, elementwise: biasOf(node, b, dims) });
  };
}

function biasOf(node: NodeView, position: number, dims: readonly number[]): number {
  return node.optional(position) === undefined ? 0 : sizeOf(dims);
}

/** Every value of an image is multiplied with every kernel of its group. */
const transposedConvolution: Rule = (node) => {
  const [images, kernels] = [node.dims(0), node.dims(1)];
  const sizes = spreadSizes(node, images.slice(2), kernels.slice(2));
  const dims = [at(images, 0), at(kernels, 1) * node.int("group", 1), ...sizes];
  const macs2 = 2 * sizeOf(images) * sizeOf(kernels.slice(1));
  return made(dims, { macs2, elementwise: biasOf(node, 2, dims) });
};

const gemm: Rule = (node) => {
  const [a, b] = [node.dims(0), node.dims(1)];
  const [rows, inner] = node.int("transA", 0) === 0 ? [at(a, 0), at(a, 1)] : [at(a, 1), at(a, 0)];
  const [width, columns] =
    node.int("transB", 0) === 0 ? [at(b, 0), at(b, 1)] : [at(b, 1), at(b, 0)];
  requireSame(inner, width);
  const dims = [rows, columns];
  return made(dims, { macs2: 2 * rows * columns * inner, elementwise: biasOf(node, 2, dims) });
};

/** @param places of the two factors among the inputs, and of a bias */
function product([x, y, b]: readonly [number, number, number]): Rule {
  return (node) => {
    const [a, c] = [swapped(node, "transA", node.dims(x)), swapped(node, "transB", node.dims(y))];
    // A vector is a row on the left and a column on the right.
    const left = a.length === 1 ? [1, ...a] : a;
    const right = c.length === 1 ? [...c, 1] : c;
    requireSame(at(left, -1), at(right, -2));
    const batch = broadcast(left.slice(0, -2), right.slice(0, -2));
    const macs2 = 2 * sizeOf(batch) * at(left, -2) * at(left, -1) * at(right, -1);
    const ends = [
      ...(a.length === 1 ? [] : [at(left, -2)]),
      ...(c.length === 1 ? [] : [at(right, -1)]),
    ];
    const dims = [...batch, ...ends];
    return made(dims, { macs2, elementwise: biasOf(node, b, dims) });
  };
}

function swapped(node: NodeView, attribute: string, dims: readonly number[]): readonly number[] {
  if (node.int(attribute, 0) === 0) return dims;
  return [...dims.slice(0, -2), at(dims, -1), at(dims, -2)];
}

function requireSame(a: number, b: number): void {
  if (a !== b) throw new CannotInferError(`rows of ${a} do not fit columns of ${b}`);
}

/** One product of two factors; each letter is an axis. */
const einsum: Rule = (node) => {
  const [left = "", right] = node.text("equation", "").replaceAll(" ", "").split("->");
  const terms = left.split(",");
  if (right === undefined || left.includes(".") || terms.length > 2)
    throw new CannotInferError("its equation is more than one product of two factors");
  const sizes = new Map<string, number>();
  for (const [i, term] of terms.entries())
    for (const [axis, letter] of term.split("").entries())
      sizes.set(letter, at(node.dims(i), axis));
  const dims = right.split("").map((letter) => {
    const size = sizes.get(letter);
    if (size === undefined) throw new CannotInferError(`nothing says how long "${letter}" is`);
    return size;
  });
  const all = sizeOf([...sizes.values()]);
  return terms.length === 2 ? made(dims, { macs2: 2 * all }) : made(dims, { elementwise: all });
};

/** No input has this position. */
const none = 99;

export const products: Rules = {
  Conv: convolution([0, 1, 2]),
  ConvInteger: convolution([0, 1, none]),
  QLinearConv: convolution([0, 3, 8]),
  ConvTranspose: transposedConvolution,
  Gemm: gemm,
  MatMul: product([0, 1, none]),
  MatMulInteger: product([0, 1, none]),
  QLinearMatMul: product([0, 3, none]),
  Einsum: einsum,
};

/** ONNX Runtime's own. */
export const microsoftProducts: Rules = {
  FusedConv: convolution([0, 1, 2]),
  FusedGemm: gemm,
  FusedMatMul: product([0, 1, none]),
  DynamicQuantizeMatMul: product([0, 1, 4]),
  MatMulIntegerToFloat: product([0, 1, 6]),
};
