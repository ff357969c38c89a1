import type { InferenceSession } from "onnxruntime-common";

/** The numbers of a float output. */
export function floats(outputs: InferenceSession.ReturnType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`The graph gave no float output "${name}".`);
}
