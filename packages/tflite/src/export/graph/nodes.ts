import type { MlpActivation } from "@vmoe-bench/model";
import { AddOptionsT } from "../../schema/tflite/add-options.ts";
import { BatchMatMulOptionsT } from "../../schema/tflite/batch-mat-mul-options.ts";
import { BuiltinOperator as Op } from "../../schema/tflite/builtin-operator.ts";
import { BuiltinOptions as Options } from "../../schema/tflite/builtin-options.ts";
import { ConcatenationOptionsT } from "../../schema/tflite/concatenation-options.ts";
import { Conv2DOptionsT } from "../../schema/tflite/conv2-doptions.ts";
import { FullyConnectedOptionsT } from "../../schema/tflite/fully-connected-options.ts";
import { GatherOptionsT } from "../../schema/tflite/gather-options.ts";
import { GeluOptionsT } from "../../schema/tflite/gelu-options.ts";
import { MulOptionsT } from "../../schema/tflite/mul-options.ts";
import { OneHotOptionsT } from "../../schema/tflite/one-hot-options.ts";
import { Padding } from "../../schema/tflite/padding.ts";
import { ReducerOptionsT } from "../../schema/tflite/reducer-options.ts";
import { ReshapeOptionsT } from "../../schema/tflite/reshape-options.ts";
import { SliceOptionsT } from "../../schema/tflite/slice-options.ts";
import { SoftmaxOptionsT } from "../../schema/tflite/softmax-options.ts";
import { SplitOptionsT } from "../../schema/tflite/split-options.ts";
import { SquaredDifferenceOptionsT } from "../../schema/tflite/squared-difference-options.ts";
import { SubOptionsT } from "../../schema/tflite/sub-options.ts";
import { TopKV2OptionsT } from "../../schema/tflite/top-kv2-options.ts";
import { TransposeOptionsT } from "../../schema/tflite/transpose-options.ts";
import type { Given, GraphBuilder, Operation } from "./graph-builder.ts";
import { type Activation, dim, integers, scalar, type Value } from "./value.ts";

/** The layer that a weight or a result belongs to: "blocks.0.mlp.fc1" of its weight and of its product. */
export function scopeOf({ kind, name }: Value): string {
  const end = name.lastIndexOf(kind === "constant" ? "." : "/");
  return end === -1 ? name : name.slice(0, end);
}

/** Where nodes are written, and what they belong to. */
export interface Nodes {
  /** x [R,in] · weightᵀ [out,in] + bias [out] → [R,out] */
  fullyConnected(x: Value, weight: Value, bias?: Value): Activation;
  /** […,N,M] · […,M,K], or with `transposed` · […,K,M]ᵀ → […,N,K]; leading sizes of 1 are repeated. */
  batchMatMul(x: Value, y: Value, transposed: boolean): Activation;
  /** Images [B,H,W,C], kernels [D,P,P,C] → [B,H/P,W/P,D]: each square by itself. */
  patches(images: Value, kernels: Value, bias: Value): Activation;
  add(x: Value, y: Value): Activation;
  sub(x: Value, y: Value): Activation;
  mul(x: Value, y: Value): Activation;
  squaredDifference(x: Value, y: Value): Activation;
  /** 1/√x */
  rsqrt(x: Value): Activation;
  activated(x: Value, activation: MlpActivation): Activation;
  /** Over the last axis. */
  softmax(x: Value): Activation;
  mean(x: Value, axis: number, keep: boolean): Activation;
  sum(x: Value, axis: number): Activation;
  /** The same values under another shape; no node where the shape is the same. */
  reshaped(x: Value, dims: readonly number[]): Value;
  /** The axes in another order. */
  transposed(x: Value, axes: readonly number[]): Activation;
  /** Equal parts along an axis. */
  parts(x: Value, axis: number, count: number): readonly Activation[];
  concatenated(values: readonly Value[], axis: number): Activation;
  /** From `begin` on, as many as `size` says of each axis. */
  slice(x: Value, begin: readonly number[], size: readonly number[]): Activation;
  /** Rows of the first axis by their indexes […] → […,rest]. */
  gathered(x: Value, indexes: Value): Activation;
  /** The k largest of the last axis, and where they are; of equal ones the first. */
  largest(x: Value, k: number): readonly [values: Activation, indexes: Activation];
  /** Indexes […] → […,depth] with 1 where they point and 0 elsewhere. */
  oneHot(indexes: Value, depth: number): Activation;
}

export function nodesOf(graph: GraphBuilder, scope: string): Nodes {
  const one = (
    made: Operation,
    inputs: readonly Value[],
    dims: readonly number[],
    type?: Given["type"],
  ): Activation => {
    const [output] = graph.node(
      made,
      inputs,
      [type === undefined ? { dims } : { dims, type }],
      scope,
    );
    if (output === undefined) throw new RangeError("A node has an output.");
    return output;
  };
  const reduced = (operator: Op, x: Value, axis: number, keep: boolean) => {
    const dims = keep
      ? x.dims.map((size, i) => (i === axis ? 1 : size))
      : x.dims.filter((_, i) => i !== axis);
    const options = new ReducerOptionsT(keep);
    const reduction = operation(operator, Options.ReducerOptions, options);
    return one(reduction, [x, integers([axis])], dims);
  };
  const mul = (x: Value, y: Value) => one(operations.mul, [x, y], repeated(x.dims, y.dims));
  return {
    mul,
    add: (x, y) => one(operations.add, [x, y], repeated(x.dims, y.dims)),
    sub: (x, y) => one(operations.sub, [x, y], repeated(x.dims, y.dims)),
    squaredDifference: (x, y) =>
      one(operations.squaredDifference, [x, y], repeated(x.dims, y.dims)),
    rsqrt: (x) => one(operations.rsqrt, [x], x.dims),
    softmax: (x) => one(operations.softmax, [x], x.dims),
    activated: (x, activation) =>
      activation === "gelu"
        ? one(operations.gelu, [x], x.dims)
        : mul(x, one(operations.logistic, [x], x.dims)),
    mean: (x, axis, keep) => reduced(Op.MEAN, x, axis, keep),
    sum: (x, axis) => reduced(Op.SUM, x, axis, false),

    fullyConnected: (x, weight, bias) =>
      one(operations.fullyConnected, bias === undefined ? [x, weight] : [x, weight, bias], [
        dim(x, 0),
        dim(weight, 0),
      ]),
    batchMatMul(x, y, transposed) {
      const lead = repeated(x.dims.slice(0, -2), y.dims.slice(0, -2));
      return one(
        operation(
          Op.BATCH_MATMUL,
          Options.BatchMatMulOptions,
          new BatchMatMulOptionsT(false, transposed),
        ),
        [x, y],
        [...lead, dim(x, -2), dim(y, transposed ? -2 : -1)],
      );
    },
    patches(images, kernels, bias) {
      const P = dim(kernels, 1);
      return one(
        operation(Op.CONV_2D, Options.Conv2DOptions, new Conv2DOptionsT(Padding.VALID, P, P)),
        [images, kernels, bias],
        [dim(images, 0), dim(images, 1) / P, dim(images, 2) / P, dim(kernels, 0)],
      );
    },

    reshaped(x, dims) {
      if (x.dims.join() === dims.join()) return x;
      const reshape = operation(Op.RESHAPE, Options.ReshapeOptions, new ReshapeOptionsT([...dims]));
      return one(reshape, [x, integers(dims)], dims, typeOf(x));
    },
    transposed: (x, axes) =>
      one(
        operations.transpose,
        [x, integers(axes)],
        axes.map((axis) => dim(x, axis)),
      ),
    parts(x, axis, count) {
      const dims = x.dims.map((size, i) => (i === axis ? size / count : size));
      const split = operation(Op.SPLIT, Options.SplitOptions, new SplitOptionsT(count));
      const given = Array.from({ length: count }, () => ({ dims }));
      return graph.node(split, [integers([axis], []), x], given, scope);
    },
    concatenated(values, axis) {
      const [first] = values;
      if (first === undefined) throw new RangeError("There is nothing to join.");
      const length = values.reduce((sum, value) => sum + dim(value, axis), 0);
      const options = new ConcatenationOptionsT(axis);
      return one(
        operation(Op.CONCATENATION, Options.ConcatenationOptions, options),
        values,
        first.dims.map((size, i) => (i === axis ? length : size)),
      );
    },
    slice: (x, begin, size) => one(operations.slice, [x, integers(begin), integers(size)], size),
    gathered: (x, indexes) =>
      one(operations.gather, [x, indexes], [...indexes.dims, ...x.dims.slice(1)]),
    largest(x, k) {
      const dims = [...x.dims.slice(0, -1), k];
      const [values, indexes] = graph.node(
        operations.topK,
        [x, integers([k], [])],
        [{ dims }, { dims, type: "int32" }],
        scope,
      );
      if (values === undefined || indexes === undefined)
        throw new RangeError("TOPK_V2 has two outputs.");
      return [values, indexes];
    },
    oneHot: (indexes, depth) =>
      one(
        operations.oneHot,
        [indexes, integers([depth], []), scalar(1), scalar(0)],
        [...indexes.dims, depth],
      ),
  };
}

function typeOf(value: Value): Activation["type"] {
  if (value.kind === "activation") return value.type;
  return value.data instanceof Float32Array ? "float32" : "int32";
}

/** The shape of two that are combined value by value: axes of 1 are repeated, missing ones are 1. */
function repeated(x: readonly number[], y: readonly number[]): readonly number[] {
  const rank = Math.max(x.length, y.length);
  return Array.from({ length: rank }, (_, i) => {
    const [a, b] = [x.at(i - rank) ?? 1, y.at(i - rank) ?? 1];
    if (a !== b && a !== 1 && b !== 1)
      throw new RangeError(`[${x.join()}] and [${y.join()}] do not fit.`);
    return Math.max(a, b);
  });
}

function operation(operator: Op, optionsType: Options, options: Operation["options"]): Operation {
  return { operator, optionsType, options };
}

const operations = {
  add: operation(Op.ADD, Options.AddOptions, new AddOptionsT()),
  sub: operation(Op.SUB, Options.SubOptions, new SubOptionsT()),
  mul: operation(Op.MUL, Options.MulOptions, new MulOptionsT()),
  squaredDifference: operation(
    Op.SQUARED_DIFFERENCE,
    Options.SquaredDifferenceOptions,
    new SquaredDifferenceOptionsT(),
  ),
  rsqrt: operation(Op.RSQRT, Options.NONE, null),
  logistic: operation(Op.LOGISTIC, Options.NONE, null),
  gelu: operation(Op.GELU, Options.GeluOptions, new GeluOptionsT(false)),
  softmax: operation(Op.SOFTMAX, Options.SoftmaxOptions, new SoftmaxOptionsT(1)),
  fullyConnected: operation(
    Op.FULLY_CONNECTED,
    Options.FullyConnectedOptions,
    new FullyConnectedOptionsT(),
  ),
  transpose: operation(Op.TRANSPOSE, Options.TransposeOptions, new TransposeOptionsT()),
  slice: operation(Op.SLICE, Options.SliceOptions, new SliceOptionsT()),
  gather: operation(Op.GATHER, Options.GatherOptions, new GatherOptionsT(0)),
  topK: operation(Op.TOPK_V2, Options.TopKV2Options, new TopKV2OptionsT()),
  oneHot: operation(Op.ONE_HOT, Options.OneHotOptions, new OneHotOptionsT(-1)),
};
