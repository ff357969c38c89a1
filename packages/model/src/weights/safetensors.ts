import { KnownError, type Tensor, type WeightMap } from "@vmoe-bench/contracts";
import { z } from "zod";

/** A header larger than this is refused before anything is allocated (the format's own limit). */
const maxHeaderBytes = 100_000_000;

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
type Entry = z.output<typeof entrySchema>;

/** A file that is not safetensors, is cut short, or contradicts itself. */
export class BrokenSafetensorsError extends KnownError {
  override readonly code = "broken-safetensors";

  constructor(source: string, problem: string) {
    super(`${source}: ${problem}.`, "Copy or download the file again, or train the model again.");
  }
}

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
 * Reads a safetensors file of float32 tensors.
 * @param source how errors name the file
 * @param isUnread names of tensors that are not read, of whatever type
 * @throws BrokenSafetensorsError
 */
export function decodeSafetensors(
  file: Uint8Array,
  source: string,
  isUnread: (name: string) => boolean = () => false,
): WeightMap {
  const fail = (problem: string): never => {
    throw new BrokenSafetensorsError(source, problem);
  };
  if (file.length < 8) fail(`${file.length} bytes are too few for a safetensors file`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = view.getBigUint64(0, true);
  if (headerBytes > BigInt(maxHeaderBytes)) fail(`its header claims ${headerBytes} bytes`);
  const start = 8 + Number(headerBytes);
  if (start > file.length) fail("it ends inside its header");

  const weights = new Map<string, Tensor>();
  let end = start;
  for (const [name, entry] of header(file.subarray(8, start), fail)) {
    const [from, to] = entry.data_offsets;
    if (start + from !== end || to < from) fail(`"${name}" overlaps or leaves a gap`);
    end = start + to;
    if (end > file.length) fail(`it ends inside "${name}"`);
    if (isUnread(name)) continue;
    if (entry.dtype !== "F32") fail(`"${name}" is ${entry.dtype}; only F32 is read`);
    const size = entry.shape.reduce((a, b) => a * b, 1);
    if (to - from !== size * 4)
      fail(`"${name}" has ${to - from} bytes for the shape [${entry.shape.join(",")}]`);
    const data = new Float32Array(size);
    for (let i = 0; i < size; i += 1) data[i] = view.getFloat32(start + from + i * 4, true);
    weights.set(name, { dims: entry.shape, data });
  }
  if (end !== file.length) fail(`${file.length - end} bytes follow the last tensor`);
  return weights;
}

/** Entries in the order of their data. */
function header(bytes: Uint8Array, fail: (problem: string) => never): [string, Entry][] {
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
