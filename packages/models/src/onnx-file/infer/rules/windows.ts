import { at, CannotInferError, made, type NodeView, type Rule, type Rules } from "../known.ts";
import { sizeOf } from "../../wire/tensor.ts";

/** How a kernel goes over the spatial axes. */
interface Windows {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begin and end of each axis together. */
  readonly pads: readonly number[];
}

function windowsOf(node: NodeView, axes: number): Windows {
  const each = (name: string) => {
    const given = node.ints(name);
    return Array.from({ length: axes }, (_, i) => given[i] ?? 1);
  };
  const given = node.ints("pads");
  const pads = Array.from({ length: axes }, (_, i) => (given[i] ?? 0) + (given[i + axes] ?? 0));
  return { strides: each("strides"), dilations: each("dilations"), pads };
}

/** Sizes of the spatial axes after a convolution or a pooling (ONNX's operators, "Conv"). */
export function slidSizes(
  node: NodeView,
  sizes: readonly number[],
  kernel: readonly number[],
): number[] {
  const { strides, dilations, pads } = windowsOf(node, sizes.length);
  const auto = node.text("auto_pad", "NOTSET");
  const round = node.int("ceil_mode", 0) === 1 ? Math.ceil : Math.floor;
  return sizes.map((size, i) => {
    const [stride, reach] = [at(strides, i), (at(kernel, i) - 1) * at(dilations, i) + 1];
    if (auto === "SAME_UPPER" || auto === "SAME_LOWER") return Math.ceil(size / stride);
    const padded = auto === "VALID" ? size : size + at(pads, i);
    const places = round((padded - reach) / stride) + 1;
    if (places < 1) throw new CannotInferError(`a kernel of ${reach} is larger than ${padded}`);
    // Rounded up, the last window must still begin inside of the image or its first pads.
    const begin = node.ints("pads")[i] ?? 0;
    const isOutside = round === Math.ceil && (places - 1) * stride >= size + begin;
    return isOutside ? places - 1 : places;
  });
}

/** Sizes of the spatial axes after a transposed convolution. */
export function spreadSizes(
  node: NodeView,
  sizes: readonly number[],
  kernel: readonly number[],
): number[] {
  if (node.has("output_shape")) return node.ints("output_shape").slice(-sizes.length);
  const { strides, dilations, pads } = windowsOf(node, sizes.length);
  const more = node.ints("output_padding");
  return sizes.map((size, i) => {
    const stride = at(strides, i);
    if (node.text("auto_pad", "NOTSET").startsWith("SAME")) return size * stride;
    const reach = (at(kernel, i) - 1) * at(dilations, i) + 1;
    return stride * (size - 1) + (more[i] ?? 0) + reach - at(pads, i);
  });
}

const pool: Rule = (node) => {
  const images = node.dims(0);
  const kernel = node.ints("kernel_shape");
  const sizes = slidSizes(node, images.slice(2), kernel);
  const dims = [at(images, 0), at(images, 1), ...sizes];
  const pooled = made(dims, { elementwise: sizeOf(dims) * sizeOf(kernel) });
  return { ...pooled, outputs: Array.from({ length: node.outputCount }, () => ({ dims })) };
};

const globalPool: Rule = (node) => {
  const images = node.dims(0);
  const dims = images.map((size, axis) => (axis < 2 ? size : 1));
  return made(dims, { elementwise: sizeOf(images) });
};

export const pooling: Rules = {
  MaxPool: pool,
  AveragePool: pool,
  LpPool: pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
};
