import {
  checkJson,
  type ExecutedOperation,
  type PreparedManifest,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import { isSumAsProduct } from "@vmoe-bench/onnx/export";
import { z } from "zod";
import { mustBeOnProvider, type PlacedWork } from "@vmoe-bench/onnx/sessions";
import { executionProviders, type Provider } from "./open-session.ts";

/** A tensor's shape by its type: {"float": [49, 64]}. */
const shape = z.record(z.string(), z.array(z.number().nonnegative()).max(16));

/** ONNX Runtime's profile is a Chrome trace; of its events only those of nodes matter here. */
const profileSchema = z.array(
  z.looseObject({
    cat: z.string().optional(),
    name: z.string(),
    args: z
      .looseObject({
        op_name: z.string().optional(),
        provider: z.string().optional(),
        input_type_shape: z.array(shape).optional(),
        output_type_shape: z.array(shape).optional(),
      })
      .optional(),
  }),
);

const suffix = "_kernel_time";

/** Matrix products. */
const products = new Set(["MatMul", "FusedMatMul", "MatMulInteger", "MatMulIntegerToFloat"]);
/** Products of rows with a matrix, which is written [in,out]: the rows' last axis is `in`. */
const rowProducts = new Set(["Gemm", "FusedGemm", "DynamicQuantizeMatMul"]);

/** Types of shapes, indexes and conditions. */
const indexTypes = new Set(["int64", "int32", "bool"]);

/** What ONNX Runtime appends to the name of a node in its layout of blocks of channels. */
const blocked = "_nchwc";

/** Each node that ran in one profile, with 2 x MAC where it is a product, and the numbers that it gave. */
export function operationsOf(profile: string): PlacedOperation[] {
  const events = checkJson(profileSchema, profile, "ONNX Runtime's profile");
  return events.flatMap(({ cat, name, args }) => {
    if (cat !== "Node" || !name.endsWith(suffix) || args?.op_name === undefined) return [];
    const node = name.slice(0, -suffix.length);
    const inputs = (args.input_type_shape ?? []).map(sizesOf);
    const [output] = (args.output_type_shape ?? []).map(sizesOf);
    const macs2 = isSumAsProduct(node) ? 0 : costOf(args.op_name, inputs, output);
    const kind = node.endsWith(blocked) ? `Nchwc${args.op_name}` : args.op_name;
    const values = args.output_type_shape?.reduce((sum, shape) => sum + valuesIn(shape), 0);
    return [{ kind, name: node, macs2, values, provider: args.provider ?? "" }];
  });
}

function costOf(
  op: string,
  inputs: readonly (readonly number[])[],
  output: readonly number[] = [],
): number {
  // A weight that was packed at load is not listed any more: what is left is a product of rows.
  if (rowProducts.has(op) || (products.has(op) && inputs.length === 1))
    return 2 * size(output) * (inputs[0]?.at(-1) ?? 0);
  if (op === "Conv" || op === "FusedConv") return convolutionCost(inputs[1], output);
  return products.has(op) ? productCost(op, inputs, output) : 0;
}

function sizesOf(shape: Readonly<Record<string, readonly number[]>>): readonly number[] {
  return Object.values(shape)[0] ?? [];
}

/** How many numbers a tensor has; of shapes and indexes none. */
function valuesIn(shape: Readonly<Record<string, readonly number[]>>): number {
  return Object.entries(shape).reduce(
    (sum, [type, dims]) => sum + (indexTypes.has(type) ? 0 : size(dims)),
    0,
  );
}

/**
 * 2·c·m·n·k of a matrices [m,k] and b matrices [k,n] that make c matrices [m,n]: |A|·|B|/|C| is
 * k²·a·b/c, also where factors are read transposed. The fused product may have its matrices on a
 * later axis, but never repeats them, so there all three counts are c.
 */
function productCost(
  op: string,
  [a = [], b = []]: readonly (readonly number[])[],
  c: readonly number[],
): number {
  if (size(c) === 0) return 0;
  const matrices = (dims: readonly number[]) => size(dims.slice(0, -2));
  const repeated =
    op === "FusedMatMul"
      ? b.length > 2
        ? matrices(c)
        : 1
      : (matrices(a) * matrices(b)) / matrices(c);
  return 2 * size(c) * Math.sqrt((size(a) * size(b)) / size(c) / repeated);
}

/** Each output is a product with its channel's kernel, of a weight [O,I,k,k]. */
function convolutionCost(weight: readonly number[] = [], output: readonly number[]): number {
  return 2 * size(output) * size(weight.slice(1));
}

function size(dims: readonly number[]): number {
  return dims.reduce((x, y) => x * y, 1);
}

/** An operation, and ONNX Runtime's name of the provider that ran it. */
export interface PlacedOperation extends ExecutedOperation, PlacedWork {
  readonly provider: string;
}

/**
 * Products, and of a graph made elsewhere all that is no shape or index, must have run where it was asked.
 * @throws UnsupportedError that names an operation which ran elsewhere
 */
export function requirePlacement(
  operations: readonly PlacedOperation[],
  provider: Provider,
  graph: PreparedManifest["kind"],
): void {
  const wanted = executionProviders[provider];
  const elsewhere = operations.find(
    (operation) => operation.provider !== wanted && mustBeOnProvider(operation, graph),
  );
  if (elsewhere !== undefined)
    throw new UnsupportedError(
      `ONNX Runtime ran ${elsewhere.kind} "${elsewhere.name}" on ${elsewhere.provider}, not on ${wanted}.`,
      `Use the backend "ort-node/cpu", or a strategy whose operators ${wanted} has.`,
    );
}
