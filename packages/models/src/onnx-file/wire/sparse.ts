import type { Budget } from "./budget.ts";
import { fieldsOf, WireError } from "./fields.ts";
import { decodeTensor, integersIn, requireSizes, type OnnxTensor } from "./tensor.ts";

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
