import { open } from "node:fs/promises";
import { elementTypes, sizeOf, type OnnxTensor } from "../wire/tensor.ts";
import type { OnnxFile } from "./read-onnx.ts";

/** A float32 constant's numbers; undefined for one of another type, and for one that is not read. */
export type ReadNumbers = (tensor: OnnxTensor) => Promise<Float32Array | undefined>;

/** From the file itself, or from those beside it. */
export function numbersIn({ external: files }: Pick<OnnxFile, "external">): ReadNumbers {
  return async (tensor) => {
    if (tensor.type !== elementTypes.float32) return undefined;
    const bytes = await bytesOf(tensor, files);
    const size = sizeOf(tensor.dims);
    if (bytes?.length !== 4 * size) return undefined;
    return new Float32Array(Uint8Array.from(bytes).buffer);
  };
}

async function bytesOf(
  { raw, lists, external }: OnnxTensor,
  files: OnnxFile["external"],
): Promise<Uint8Array | undefined> {
  if (external === undefined)
    return (
      raw ??
      Buffer.concat(lists.flatMap((field) => (field.kind === "integer" ? [] : [field.value])))
    );
  const file = files.find(({ location }) => location === external.location);
  if (file === undefined) return undefined;
  const handle = await open(file.path);
  try {
    const bytes = new Uint8Array(external.length);
    const { bytesRead } = await handle.read(bytes, 0, external.length, external.offset);
    return bytesRead === external.length ? bytes : undefined;
  } finally {
    await handle.close();
  }
}
