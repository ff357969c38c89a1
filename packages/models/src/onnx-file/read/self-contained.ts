import { onnxTooLargeError } from "../errors.ts";
import { Budget, type Field, fieldsOf } from "../wire/fields.ts";
import { decodeTensor } from "../wire/tensor.ts";
import { readExternal } from "./external-data.ts";
import type { OnnxFile } from "./read-onnx.ts";

/** Protobuf's own limit. */
const mostBytes = 2 ** 31 - 1;

/** Fields of ONNX's messages that are written anew here. */
const ids = { graph: 7, constants: 5, rawData: 9, externalData: 13, dataLocation: 14 } as const;

/**
 * The model as one file with its weights inside. Every other byte stays as it is; a model without
 * files beside it is returned untouched.
 * @throws `onnx-too-large` beyond protobuf's limit; ExternalDataError
 */
export async function selfContained(file: OnnxFile): Promise<Uint8Array> {
  if (file.external.length === 0) return file.bytes;
  const size = file.model.graph.constants.reduce(
    (sum, { external }) => sum + (external?.length ?? 0),
    file.bytes.length,
  );
  if (size > mostBytes) throw onnxTooLargeError(file.path, `it has ${size} bytes with its weights`);
  const parts: Uint8Array[] = [];
  for (const field of fieldsOf(file.bytes)) {
    const isGraph = field.id === ids.graph && field.kind === "bytes";
    const written = isGraph ? message(field.id, await withWeights(field.value, file)) : copy(field);
    parts.push(...written);
  }
  return concatenated(parts);
}

async function withWeights(graph: Uint8Array, file: OnnxFile): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for (const field of fieldsOf(graph)) {
    const isConstant = field.id === ids.constants && field.kind === "bytes";
    parts.push(...(isConstant ? await constant(field.value, file) : copy(field)));
  }
  return parts;
}

async function constant(bytes: Uint8Array, file: OnnxFile): Promise<Uint8Array[]> {
  const tensor = decodeTensor(bytes, new Budget(1_000_000));
  if (tensor.external === undefined) return message(ids.constants, [bytes]);
  const kept: Uint8Array[] = [];
  for (const field of fieldsOf(bytes))
    if (field.id !== ids.externalData && field.id !== ids.dataLocation) kept.push(...copy(field));
  const weights = await readExternal(tensor, file);
  return message(ids.constants, [...kept, ...message(ids.rawData, [weights])]);
}

/** A message as a field, with its length. */
function message(id: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [integerBytes(BigInt(id * 8 + 2)), integerBytes(BigInt(length)), ...parts];
}

/** A field as it was. */
function copy(field: Field): Uint8Array[] {
  const { id, kind, value } = field;
  if (kind === "bytes") return message(id, [value]);
  if (kind === "integer") return [integerBytes(BigInt(id * 8)), integerBytes(value)];
  return [integerBytes(BigInt(id * 8 + (kind === "fixed32" ? 5 : 1))), value];
}

/** An unsigned integer, 7 bits a byte. */
function integerBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80n) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  bytes.push(Number(left));
  return Uint8Array.from(bytes);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
