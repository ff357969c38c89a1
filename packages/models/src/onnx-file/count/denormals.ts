import type { OnnxFile } from "../read/read-onnx.ts";
import { numbersIn } from "../read/numbers.ts";
import { usedTensors } from "./uses.ts";

/**
 * Weights of float32 that are not 0 and smaller than 2^-126: a CPU that is not told to take them for 0
 * needs many times as long for each.
 */
export async function denormalsOf(file: OnnxFile): Promise<number> {
  const read = numbersIn(file);
  let found = 0;
  for (const { tensor } of usedTensors(file.model)) {
    const numbers = await read(tensor);
    if (numbers !== undefined) found += denormalsIn(numbers);
  }
  return found;
}

/** Bits without an exponent, and with a fraction. */
export function denormalsIn(numbers: Float32Array): number {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  let found = 0;
  for (const word of bits) if ((word & 0x7f800000) === 0 && (word & 0x007fffff) !== 0) found += 1;
  return found;
}
