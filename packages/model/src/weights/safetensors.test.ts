import { KnownError } from "@vmoe-bench/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

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

  it("of halves are read as float32", () => {
    // 1.5 = 1.1b; 2^-24 is the smallest half; -2 in bfloat16 is the upper half of 0xC0000000.
    const halves = file({ h: tensor(0, 6, [3], "F16"), b: tensor(6, 8, [1], "BF16") }, 8);
    const view = new DataView(halves.buffer, halves.length - 8);
    [0x3e00, 0x0001, 0xfc00, 0xc000].forEach((bits, i) => view.setUint16(2 * i, bits, true));
    const read = decodeSafetensors(halves, "w");
    expect([...(read.get("h")?.data ?? [])]).toEqual([1.5, 2 ** -24, -Infinity]);
    expect([...(read.get("b")?.data ?? [])]).toEqual([-2]);
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
    [
      "another dtype",
      file({ a: tensor(0, 16, [2], "I64") }, 16),
      'w: "a" is I64; only F64, F32, F16, BF16 are read.',
    ],
    ["tensors past the end", file({ a: tensor(0, 2 ** 50) }, 8), 'w: it ends inside "a".'],
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
    const entry = fc.record({
      dtype: fc.constantFrom("F64", "F32", "F16", "BF16", "I64"),
      shape: fc.array(fc.nat(4), { maxLength: 3 }),
      data_offsets: fc.tuple(fc.nat(32), fc.nat(32)),
    });
    const header = fc.oneof(
      fc.json().map((text): unknown => JSON.parse(text)),
      fc.dictionary(fc.string(), entry),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.tuple(header, fc.nat(32)).map(([value, size]) => file(value, size)),
      fc.tuple(fc.nat(120), fc.nat(255)).map(([at, byte]) => changed(at, byte)),
    );
    const seen = new Set<string>();
    const holds = fc.property(bytes, (data) => {
      const ending = outcome(data);
      seen.add(ending);
      return ending !== "crashed";
    });
    fc.assert(holds, { numRuns: 10_000 });
    expect([...seen].toSorted()).toEqual(["read", "refused"]);
  });
});

/** A good file with one byte changed. */
function changed(at: number, byte: number): Uint8Array {
  const good = encodeSafetensors(weights);
  return good.with(at % good.length, byte);
}

function outcome(bytes: Uint8Array): "read" | "refused" | "crashed" {
  try {
    decodeSafetensors(bytes, "w");
    return "read";
  } catch (error) {
    return error instanceof KnownError && error.code === "broken-safetensors"
      ? "refused"
      : "crashed";
  }
}
