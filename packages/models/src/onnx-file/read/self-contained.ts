import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { ExternalDataError, onnxTooLargeError } from "../errors.ts";
import { Budget } from "../wire/budget.ts";
import { fieldsOf, type Field } from "../wire/fields.ts";
import { decodeTensor, type OnnxTensor } from "../wire/tensor.ts";
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

/** Of the model and of the files beside it, in hex. They are read in pieces. */
export async function sha256Of({ bytes, external }: OnnxFile): Promise<string> {
  const hash = createHash("sha256").update(bytes);
  for (const { path } of external)
    for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
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
  const weights = await readWeights(tensor, file);
  return message(ids.constants, [...kept, ...message(ids.rawData, [weights])]);
}

async function readWeights(
  { name, external }: OnnxTensor,
  { path, external: files }: OnnxFile,
): Promise<Uint8Array> {
  const from = files.find(({ location }) => location === external?.location);
  if (from === undefined || external === undefined)
    throw new RangeError(`The weights of "${name}" were not looked for.`);
  const { offset, length } = external;
  const weights = new Uint8Array(length);
  const handle = await open(from.path);
  try {
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(weights, done, length - done, offset + done);
      if (bytesRead === 0)
        throw new ExternalDataError(path, `"${from.location}" became shorter while it was read`);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return weights;
}

/** A message as a field, with its length. */
function message(id: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [lengthPrefix(id, length), ...parts];
}

/** A field as it was. */
function copy(field: Field): Uint8Array[] {
  const { id, kind, value } = field;
  if (kind === "bytes") return message(id, [value]);
  if (kind === "integer") return [integerBytes(id * 8), bigBytes(value)];
  return [integerBytes(id * 8 + (kind === "fixed32" ? 5 : 1)), value];
}

function bigBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80n) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  bytes.push(Number(left));
  return Uint8Array.from(bytes);
}

/** An unsigned integer, 7 bits a byte. */
function integerBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
  return Uint8Array.from(bytes);
}

/** What comes before a field's content of so many bytes. */
function lengthPrefix(id: number, length: number): Uint8Array {
  return concatenated([integerBytes(id * 8 + 2), integerBytes(length)]);
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
