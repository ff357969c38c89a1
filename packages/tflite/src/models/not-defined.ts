import { UnsupportedError } from "@vmoe-bench/contracts";

/** A graph made elsewhere, which is ONNX. */
export function notDefined(model: string): UnsupportedError {
  return new UnsupportedError(
    `LiteRT reads no ONNX files, and ${model} is one.`,
    "Use a backend of ONNX Runtime.",
  );
}
