import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BrokenSafetensorsError, decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const weights = new Map([
  ["a", { dims: [2, 1], data: Float32Array.of(1.5, -2) }],
  ["b", { dims: [], data: Float32Array.of(3) }],
]);

/** A file with the given header and data, whatever they say. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const tensor = (from: number, to: number, shape = [(to - from) / 4], dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe("safetensors", () => {
  it("come back as they were", () => {
    expect(decodeSafetensors(encodeSafetensors(weights), "w")).toEqual(weights);
  });

  it("start their data on a multiple of eight bytes", () => {
    const bytes = encodeSafetensors(weights);
    expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n);
    expect(bytes.length % 4).toBe(0);
  });

  it.each([
    ["cut short", encodeSafetensors(weights).slice(0, -1), 'w: it ends inside "b".'],
    ["cut in the header", encodeSafetensors(weights).slice(0, 20), "w: it ends inside its header."],
    ["empty", new Uint8Array(0), "w: 0 bytes are too few for a safetensors file."],
    [
      "a huge header",
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x10),
      "w: its header claims 1152921504606846976 bytes.",
    ],
    ["another dtype", file({ a: tensor(0, 4, [2], "F16") }, 4), 'w: "a" is F16; only F32 is read.'],
    [
      "overlaps",
      file({ a: tensor(0, 8), b: tensor(4, 12) }, 12),
      'w: "b" overlaps or leaves a gap.',
    ],
    ["a wrong size", file({ a: tensor(0, 8, [3]) }, 8), 'w: "a" has 8 bytes for the shape [3].'],
    ["a tail", file({ a: tensor(0, 4) }, 5), "w: 1 bytes follow the last tensor."],
    ["no JSON", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 65), "w: its header is not a JSON object."],
  ])("with %s are refused", (_name, bytes, message) => {
    expect(() => decodeSafetensors(bytes, "w")).toThrow(message);
  });

  it("of any bytes give tensors or one known error", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.tuple(fc.json(), fc.nat(32)).map(([text, size]) => file(JSON.parse(text), size)),
    );
    fc.assert(fc.property(bytes, (data) => outcome(data) !== "crashed"));
  });
});

function outcome(bytes: Uint8Array): "read" | "refused" | "crashed" {
  try {
    decodeSafetensors(bytes, "w");
    return "read";
  } catch (error) {
    return error instanceof BrokenSafetensorsError ? "refused" : "crashed";
  }
}
