import type { Tensor, WeightMap } from "@vmoe-bench/contracts";
import {
  brokenSafetensorsError,
  prefixBytes,
  safetensorsEntries,
  safetensorsHeaderBytes,
} from "./safetensors-header.ts";
import { valuesOf } from "./safetensors-values.ts";

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
