import { Budget } from "./budget.ts";
import type { Field } from "./fields.ts";
import { elementTypes, integersIn, sizeOf, type OnnxTensor } from "./tensor.ts";

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
