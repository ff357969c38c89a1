import { broadcast, made, type NodeView, type Rule, type Rules } from "../known.ts";
import { elementTypes, sizeOf } from "../../wire/tensor.ts";

type Compute = (a: number, b: number, isInteger: boolean) => number;

/** FLOPs an element, as the cost interpreter counts them: an erf is what GELU's 8 leave. */
const perElement = { simple: 1, exponential: 1, erf: 4, sigmoid: 4, hardSwish: 4, gelu: 8 };

const integers: ReadonlySet<number> = new Set([elementTypes.int32, elementTypes.int64]);

/** One or two factors; numbers that shapes are made of are computed. */
function elementwise(cost: number, compute?: Compute, type?: number): Rule {
  return (node) => {
    const dims = broadcast(...node.inputs.map((input) => input.dims));
    const ownType = type ?? node.input(0).type;
    const values = compute && computed(node, dims, compute);
    return made(dims, { elementwise: cost * sizeOf(dims) }, { type: ownType, values });
  };
}

function computed(node: NodeView, dims: readonly number[], compute: Compute) {
  const [a, b] = [node.input(0), node.optional(1)];
  const isInteger = integers.has(a.type);
  const [left, right] = [a.values, b === undefined ? [0] : b.values];
  // Only what is a list and a number, or two lists: all that shapes need.
  const size = sizeOf(dims);
  if (left === undefined || right === undefined || dims.length > 1) return undefined;
  return Array.from({ length: size }, (_, i) => compute(pick(left, i), pick(right, i), isInteger));
}

function pick(values: readonly number[], i: number): number {
  return values[values.length === 1 ? 0 : i] ?? Number.NaN;
}

const simple = (compute?: Compute) => elementwise(perElement.simple, compute);
const compare = (test: (a: number, b: number) => boolean) =>
  elementwise(perElement.simple, (a, b) => (test(a, b) ? 1 : 0), elementTypes.bool);

/** Any number of terms. */
const several: Rule = (node) => {
  const dims = broadcast(...node.inputs.map((input) => input.dims));
  return made(dims, { elementwise: sizeOf(dims) * (node.inputs.length - 1) });
};

const where: Rule = (node) => {
  const dims = broadcast(...node.inputs.map((input) => input.dims));
  const [test, yes, no] = [0, 1, 2].map((i) => node.input(i).values);
  const isList = dims.length <= 1 && test !== undefined && yes !== undefined && no !== undefined;
  const values = isList
    ? Array.from({ length: sizeOf(dims) }, (_, i) => pick(pick(test, i) === 0 ? no : yes, i))
    : undefined;
  return made(dims, { elementwise: sizeOf(dims) }, { type: node.input(1).type, values });
};

export const elementwiseRules: Rules = {
  Add: simple((a, b) => a + b),
  Sub: simple((a, b) => a - b),
  Mul: simple((a, b) => a * b),
  Div: simple((a, b, isInteger) => (isInteger ? Math.trunc(a / b) : a / b)),
  Mod: simple((a, b) => a - b * Math.floor(a / b)),
  Neg: simple((a) => -a),
  Abs: simple((a) => Math.abs(a)),
  Floor: simple((a) => Math.floor(a)),
  Ceil: simple((a) => Math.ceil(a)),
  Round: simple((a) => Math.round(a)),
  Sqrt: simple((a) => Math.sqrt(a)),
  Reciprocal: simple((a) => 1 / a),
  Pow: simple((a, b) => a ** b),
  Relu: simple(),
  LeakyRelu: simple(),
  PRelu: simple(),
  Clip: elementwise(perElement.simple),
  Exp: elementwise(perElement.exponential),
  Log: elementwise(perElement.exponential),
  Sin: elementwise(perElement.exponential),
  Cos: elementwise(perElement.exponential),
  Elu: elementwise(perElement.sigmoid),
  Erf: elementwise(perElement.erf),
  Sigmoid: elementwise(perElement.sigmoid),
  Tanh: elementwise(perElement.sigmoid),
  HardSigmoid: elementwise(perElement.hardSwish - perElement.simple),
  HardSwish: elementwise(perElement.hardSwish),
  Softplus: elementwise(perElement.sigmoid),
  Mish: elementwise(perElement.gelu),
  Gelu: elementwise(perElement.gelu),
  Equal: compare((a, b) => a === b),
  Greater: compare((a, b) => a > b),
  GreaterOrEqual: compare((a, b) => a >= b),
  Less: compare((a, b) => a < b),
  LessOrEqual: compare((a, b) => a <= b),
  And: compare((a, b) => a !== 0 && b !== 0),
  Or: compare((a, b) => a !== 0 || b !== 0),
  Not: compare((a) => a === 0),
  IsNaN: compare((a) => Number.isNaN(a)),
  Where: where,
  Sum: several,
  Mean: several,
  Max: several,
  Min: several,
  QuantizeLinear: onlyFirst,
  DequantizeLinear: onlyFirst,
};

/** A scale and a zero point come beside the first input. */
function onlyFirst(node: NodeView) {
  return made(node.dims(0), { elementwise: 2 * sizeOf(node.dims(0)) });
}

/** ONNX Runtime's own. */
export const microsoftElementwise: Rules = {
  Gelu: elementwise(perElement.gelu),
  FastGelu: elementwise(perElement.gelu),
  BiasGelu: elementwise(perElement.gelu + perElement.simple),
  QuickGelu: elementwise(perElement.sigmoid + perElement.simple),
};
