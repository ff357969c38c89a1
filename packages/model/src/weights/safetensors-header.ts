import { KnownError } from "@vmoe-bench/contracts";
import { z } from "zod";
import { dtypeBytes, isDtype, type Dtype } from "./safetensors-values.ts";

/** Of the header's length, before the header. */
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
