import { KnownError, type Tensor, type WeightMap } from "@vmoe-bench/contracts";
import { z } from "zod";

/** Weights as one safetensors file: a JSON header with offsets, then float32 little-endian values. */
export function encodeSafetensors(
  weights: WeightMap,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: "pt", ...metadata } };
  let end = 0;
  for (const [name, { dims, data }] of weights) {
    header[name] = { dtype: "F32", shape: dims, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + end).fill(0x20, 8, 8 + headerBytes);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  file.set(text, 8);
  let position = 8 + headerBytes;
  for (const { data } of weights.values()) {
    for (let i = 0; i < data.length; i += 1, position += 4)
      view.setFloat32(position, data[i] ?? 0, true);
  }
  return file;
}

/**
 * Reads a safetensors file of floating-point tensors, whole.
 * @param source how errors name the file
 * @param isUnread names of tensors that are not read, of whatever type
 * @throws `broken-safetensors`
 */
export function decodeSafetensors(
  file: Uint8Array,
  source: string,
  isUnread?: (name: string) => boolean,
): WeightMap {
  const start = prefixBytes + safetensorsHeaderBytes(file, source);
  if (start > file.length) throw brokenSafetensorsError(source, "it ends inside its header");
  const weights = new Map<string, Tensor>();
  const header = file.subarray(prefixBytes, start);
  for (const entry of safetensorsEntries(header, file.length, source, isUnread)) {
    const data = valuesOf(file.subarray(entry.from, entry.to), entry.dtype);
    weights.set(entry.name, { dims: entry.shape, data });
  }
  return weights;
}

/** Bytes a value, of the number formats that are read. All become float32. */
const dtypeBytes = { F64: 8, F32: 4, F16: 2, BF16: 2 } as const;
type Dtype = keyof typeof dtypeBytes;

function isDtype(name: string): name is Dtype {
  return Object.hasOwn(dtypeBytes, name);
}

/** Little-endian values as float32. */
export function valuesOf(bytes: Uint8Array, dtype: Dtype): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / dtypeBytes[dtype]);
  const read = readers[dtype](view);
  for (let i = 0; i < values.length; i += 1) values[i] = read(i);
  return values;
}

const readers: Record<Dtype, (view: DataView) => (index: number) => number> = {
  F64: (view) => (i) => view.getFloat64(8 * i, true),
  F32: (view) => (i) => view.getFloat32(4 * i, true),
  F16: (view) => (i) => fromHalf(view.getUint16(2 * i, true)),
  BF16: (view) => {
    const word = new DataView(new ArrayBuffer(4));
    return (i) => {
      word.setUint16(2, view.getUint16(2 * i, true), true);
      return word.getFloat32(0, true);
    };
  },
};

/** IEEE 754's binary16: a sign, 5 bits of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** What the header's length takes, before the header. */
export const prefixBytes = 8;

/** A header larger than this is refused before anything is allocated (the format's own limit). */
const maxHeaderBytes = 100_000_000;

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).max(16),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/** One tensor of a file. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte in the file, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** A file that is not safetensors, is cut short, or contradicts itself. */
export function brokenSafetensorsError(source: string, problem: string): KnownError {
  return new KnownError(
    "broken-safetensors",
    `${source}: ${problem}.`,
    "Copy or download the file again, or train the model again.",
  );
}

/**
 * Bytes of the JSON header, which follows the first 8 bytes.
 * @param source how errors name the file
 * @throws `broken-safetensors`
 */
export function safetensorsHeaderBytes(start: Uint8Array, source: string): number {
  if (start.length < prefixBytes)
    throw brokenSafetensorsError(
      source,
      `${start.length} bytes are too few for a safetensors file`,
    );
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const bytes = view.getBigUint64(0, true);
  if (bytes > BigInt(maxHeaderBytes))
    throw brokenSafetensorsError(source, `its header claims ${bytes} bytes`);
  return Number(bytes);
}

/**
 * The tensors of a file in the order of their data, without gaps, to the file's end.
 * @param header the JSON, whole
 * @param fileBytes size of the file
 * @param isUnread names of tensors that are left out, of whatever type
 * @throws `broken-safetensors`
 */
export function safetensorsEntries(
  header: Uint8Array,
  fileBytes: number,
  source: string,
  isUnread: (name: string) => boolean = () => false,
): SafetensorsEntry[] {
  const fail = (problem: string): never => {
    throw brokenSafetensorsError(source, problem);
  };
  const start = prefixBytes + header.length;
  const entries: SafetensorsEntry[] = [];
  let end = start;
  for (const [name, { dtype, shape, data_offsets }] of sortedEntries(header, fail)) {
    const [from, to] = data_offsets;
    if (start + from !== end || to < from) fail(`"${name}" overlaps or leaves a gap`);
    end = start + to;
    if (end > fileBytes) fail(`it ends inside "${name}"`);
    if (isUnread(name)) continue;
    if (!isDtype(dtype))
      return fail(`"${name}" is ${dtype}; only ${Object.keys(dtypeBytes).join(", ")} are read`);
    const size = shape.reduce((a, b) => a * b, 1);
    if (to - from !== size * dtypeBytes[dtype])
      fail(`"${name}" has ${to - from} bytes for the shape [${shape.join(",")}]`);
    entries.push({ name, dtype, shape, from: start + from, to: end });
  }
  if (end !== fileBytes) fail(`${fileBytes - end} bytes follow the last tensor`);
  return entries;
}

type Entry = z.output<typeof entrySchema>;

function sortedEntries(bytes: Uint8Array, fail: (problem: string) => never): [string, Entry][] {
  const parsed = z
    .record(z.string(), z.unknown())
    .safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (!parsed.success) return fail("its header is not a JSON object");
  return Object.entries(parsed.data)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]): [string, Entry] => {
      const entry = entrySchema.safeParse(value);
      return entry.success ? [name, entry.data] : fail(`the entry of "${name}" is not a tensor's`);
    })
    .toSorted(
      ([, a], [, b]) =>
        a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
    );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
