import { made, sizeOf } from "../known.ts";
import { at } from "../node-view.ts";
import type { Rule, Rules } from "./rule.ts";
import { slidSizes } from "./windows.ts";

const pool: Rule = (node) => {
  const images = node.dims(0);
  const kernel = node.ints("kernel_shape");
  const sizes = slidSizes(node, images.slice(2), kernel);
  const dims = [at(images, 0), at(images, 1), ...sizes];
  const found = made(dims, { elementwise: sizeOf(dims) * sizeOf(kernel) });
  return { ...found, outputs: Array.from({ length: node.outputCount }, () => ({ dims })) };
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
