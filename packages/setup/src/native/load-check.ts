import { createRequire } from "node:module";
import { argv } from "node:process";
import { z } from "zod";

/** The part of the binding that one matrix product needs. */
interface Binding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  createTensor(shape: readonly number[], type: number, values: Float32Array): number;
  executeOp(
    name: string,
    attributes: object[],
    inputs: number[],
    outputs: number,
  ): { id: number }[];
  tensorDataSync(id: number): unknown;
}

const callable = z.custom((value) => typeof value === "function");
const shapeSchema = z.object({
  TF_Version: z.string(),
  TF_FLOAT: z.number(),
  TF_ATTR_BOOL: z.number(),
  TF_ATTR_TYPE: z.number(),
  createTensor: callable,
  executeOp: callable,
  tensorDataSync: callable,
});
const bindingSchema = z.custom<Binding>((value) => shapeSchema.safeParse(value).success);

/**
 * Loads a binding and multiplies (1 2; 3 4) by (1; 1).
 * @returns the version of the TensorFlow behind it and the product, [3, 7]
 */
export function loadAndMultiply(file: string): { tensorflow: string; product: number[] } {
  const binding = bindingSchema.parse(createRequire(import.meta.url)(file));
  const tensor = (shape: number[], values: number[]) =>
    binding.createTensor(shape, binding.TF_FLOAT, Float32Array.from(values));
  const attributes = [
    { name: "transpose_a", type: binding.TF_ATTR_BOOL, value: false },
    { name: "transpose_b", type: binding.TF_ATTR_BOOL, value: false },
    { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  ];
  const inputs = [tensor([2, 2], [1, 2, 3, 4]), tensor([2, 1], [1, 1])];
  const [output] = binding.executeOp("MatMul", attributes, inputs, 1);
  if (output === undefined) throw new Error("MatMul gave no output.");
  const product = z.instanceof(Float32Array).parse(binding.tensorDataSync(output.id));
  return { tensorflow: binding.TF_Version, product: [...product] };
}

// Started by itself, with the binding's path: a binding that crashes takes only this process down.
if (import.meta.filename === argv[1] && argv[2] !== undefined)
  console.log(JSON.stringify(loadAndMultiply(argv[2])));
