import { Tensor, type LiteRt } from "@litertjs/core";
import { UnsupportedError } from "@vmoe-bench/contracts";
import type { ModelTensor, OpenModel } from "@vmoe-bench/tflite/models";

/**
 * A file compiled for the CPU: XNNPACK's kernels, and LiteRT's own for what XNNPACK leaves.
 * @throws UnsupportedError where it was compiled for something else
 */
export async function openModel(runtime: LiteRt, file: Uint8Array): Promise<OpenModel> {
  const model = await runtime.loadAndCompile(file, {
    accelerator: "wasm",
    cpuOptions: { numThreads: 1 },
  });
  const { accelerator } = model.options;
  if (accelerator !== "wasm") {
    model.delete();
    throw new UnsupportedError(
      `LiteRT.js compiled the model for ${accelerator} instead of WebAssembly.`,
      `Use the backend "ort-web/wasm".`,
    );
  }
  return {
    async run(inputs) {
      const given = Object.entries(inputs).map(
        ([name, { data, dims }]) => [name, new Tensor(data, [...dims])] as const,
      );
      try {
        const outputs = await model.run(Object.fromEntries(given));
        return new Map(Object.entries(outputs).map(([name, tensor]) => [name, taken(tensor)]));
      } finally {
        for (const [, tensor] of given) tensor.delete();
      }
    },
    async close() {
      model.delete();
    },
  };
}

/** An output's numbers; its memory in the runtime is freed. */
function taken(tensor: Tensor): ModelTensor {
  try {
    const data = tensor.toTypedArray();
    if (data instanceof Uint8Array) throw new TypeError("A model here gives floats and integers.");
    return { data, dims: [...tensor.type.layout.dimensions] };
  } finally {
    tensor.delete();
  }
}
