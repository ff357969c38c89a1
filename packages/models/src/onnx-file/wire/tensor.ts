import { Budget, type Field, fieldsOf, readInteger, signed, text, WireError } from "./fields.ts";

/** Numbers of ONNX's element types. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  text: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
} as const;

/** Bits of an element, and ONNX's numbers of the types that have as many. A text has no fixed size. */
const typesOfBits: readonly (readonly [bits: number, types: readonly number[]])[] = [
  [4, [21, 22, 23]],
  [8, [2, 3, 9, 17, 18, 19, 20, 24]],
  [16, [4, 5, 10, 16]],
  [32, [1, 6, 12]],
  [64, [7, 11, 13, 14]],
  [128, [15]],
];

/** Undefined for a type of no fixed size, and for one that is not known. */
export function bitsOf(type: number): number | undefined {
  return typesOfBits.find(([, types]) => types.includes(type))?.[0];
}

/** "float16", or "type 19" for one that has no name here. */
export function typeName(type: number): string {
  const named = Object.entries(elementTypes).find(([, number]) => number === type);
  return named?.[0] ?? `type ${type}`;
}

/** Where a tensor's bytes lie in another file. */
interface External {
  readonly location: string;
  readonly offset: number;
  /** In bytes, as its shape and type take them. */
  readonly length: number;
}

/** A constant of the graph. Its numbers stay bytes until they are asked for. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** ONNX's number of it. */
  readonly type: number;
  readonly external: External | undefined;
  readonly raw: Uint8Array | undefined;
  /** Number lists as the wire has them: packed bytes, or one by one. */
  readonly lists: readonly Field[];
}

/** TensorProto */
export function decodeTensor(bytes: Uint8Array, budget: Budget): OnnxTensor {
  budget.take();
  const dims: number[] = [];
  const entries: [string, string][] = [];
  const lists: Field[] = [];
  let [name, type, isExternal] = ["", 0, false];
  let raw: Uint8Array | undefined;
  for (const field of fieldsOf(bytes)) {
    const { id } = field;
    if (id === 1) for (const dim of integersIn(field, budget)) dims.push(dim);
    else if (id === 2 && field.kind === "integer") type = Number(field.value);
    else if (id === 8 && field.kind === "bytes") name = text(field.value);
    else if (id === 9 && field.kind === "bytes") raw = field.value;
    else if (id === 13 && field.kind === "bytes") {
      budget.take();
      entries.push(decodeEntry(field.value));
    } else if (id === 14 && field.kind === "integer") isExternal = field.value === 1n;
    else if (id === 4 || id === 5 || id === 7 || id === 10) {
      budget.take();
      lists.push(field);
    }
  }
  requireSizes(dims, name);
  const external = isExternal ? externalOf(new Map(entries), { name, dims, type }) : undefined;
  return { name, dims, type, external, raw, lists };
}

/** No single size, and no product of them, that a number can't hold exactly. */
export function requireSizes(dims: readonly number[], name: string): void {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (dims.length > 16) throw new WireError(`the tensor "${name}" has ${dims.length} axes`);
  if (dims.some((dim) => dim < 0) || !dims.every(Number.isSafeInteger) || size > 2 ** 40)
    throw new WireError(`the tensor "${name}" has the impossible shape [${dims.join(", ")}]`);
}

export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** Integers one by one, or packed. */
export function integersIn(field: Field, budget: Budget): number[] {
  if (field.kind === "integer") {
    budget.take();
    return [signed(field.value)];
  }
  if (field.kind !== "bytes") throw new WireError("it has integers in another form");
  const integers: number[] = [];
  for (let at = 0; at < field.value.length;) {
    budget.take();
    const { value, next } = readInteger(field.value, at);
    integers.push(signed(value));
    at = next;
  }
  return integers;
}

/** StringStringEntryProto */
export function decodeEntry(bytes: Uint8Array): [string, string] {
  let [key, value] = ["", ""];
  for (const field of fieldsOf(bytes)) {
    if (field.kind !== "bytes") continue;
    if (field.id === 1) key = text(field.value);
    if (field.id === 2) value = text(field.value);
  }
  return [key, value];
}

function externalOf(
  entries: ReadonlyMap<string, string>,
  { name, dims, type }: Pick<OnnxTensor, "name" | "dims" | "type">,
): External {
  const number = (key: string): number | undefined => {
    const written = entries.get(key);
    if (written === undefined) return undefined;
    const value = Number(written);
    if (!/^\d+$/.test(written) || !Number.isSafeInteger(value))
      throw new WireError(`the tensor "${name}" has the impossible ${key} "${written}"`);
    return value;
  };
  const bits = bitsOf(type);
  if (bits === undefined)
    throw new WireError(`the tensor "${name}" in another file is of the unknown type ${type}`);
  const length = Math.ceil((bits * sizeOf(dims)) / 8);
  const said = number("length") ?? length;
  if (said !== length)
    throw new WireError(
      `the tensor "${name}" has ${said} bytes in another file, and [${dims.join(", ")}] takes ${length}`,
    );
  return { location: entries.get("location") ?? "", offset: number("offset") ?? 0, length };
}

/** Shapes, indexes and scales have a few numbers; what has more is a weight. */
const mostValues = 4_096;

const readers: Readonly<Record<number, readonly [bytes: number, read: Reader]>> = {
  [elementTypes.float32]: [4, (view, at) => view.getFloat32(at, true)],
  [elementTypes.float64]: [8, (view, at) => view.getFloat64(at, true)],
  [elementTypes.int32]: [4, (view, at) => view.getInt32(at, true)],
  [elementTypes.int64]: [8, (view, at) => Number(view.getBigInt64(at, true))],
  [elementTypes.bool]: [1, (view, at) => view.getUint8(at)],
  [elementTypes.uint8]: [1, (view, at) => view.getUint8(at)],
  [elementTypes.int8]: [1, (view, at) => view.getInt8(at)],
};
type Reader = (view: DataView, at: number) => number;

/** A small tensor's numbers; undefined for a large one, and for one of which they can't be read. */
export function valuesOf(tensor: OnnxTensor): readonly number[] | undefined {
  const size = sizeOf(tensor.dims);
  if (size > mostValues || tensor.external !== undefined) return undefined;
  const values = tensor.raw === undefined ? listed(tensor) : packed(tensor.raw, tensor.type);
  return values?.length === size ? values : undefined;
}

function packed(raw: Uint8Array, type: number): number[] | undefined {
  const [bytes, read] = readers[type] ?? [];
  if (bytes === undefined || read === undefined || raw.length > bytes * mostValues)
    return undefined;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: Math.floor(raw.length / bytes) }, (_, i) => read(view, i * bytes));
}

function listed({ lists, type }: OnnxTensor): number[] | undefined {
  const budget = new Budget(2 * mostValues);
  const numbers = lists.map((field) => {
    if (type === elementTypes.float32) return floatsIn(field, type);
    if (type === elementTypes.float64) return floatsIn(field, type);
    return integersIn(field, budget);
  });
  return numbers.includes(undefined) ? undefined : numbers.flatMap((part) => part ?? []);
}

function floatsIn(field: Field, type: number): number[] | undefined {
  return field.kind === "integer" ? undefined : packed(field.value, type);
}

/**
 * SparseTensorProto: a tensor of which only the values that are not 0 are written. It is what the runtime
 * makes of it at load, a whole tensor of its dense shape; its numbers stay unread.
 */
export function decodeSparse(bytes: Uint8Array, budget: Budget): OnnxTensor {
  const dims: number[] = [];
  let values: OnnxTensor | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1 && field.kind === "bytes") values = decodeTensor(field.value, budget);
    else if (field.id === 3) for (const dim of integersIn(field, budget)) dims.push(dim);
  }
  if (values === undefined) throw new WireError("it has a sparse tensor without values");
  const { name, type, external } = values;
  if (external !== undefined)
    throw new WireError(`the sparse tensor "${name}" has its values in another file`);
  requireSizes(dims, name);
  return { name, dims, type, external: undefined, raw: undefined, lists: [] };
}
