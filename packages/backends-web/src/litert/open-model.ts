import { Tensor, type LiteRt } from "@litertjs/core";
import { UnsupportedError } from "@vmoe-bench/contracts";
import type { ModelTensor, OpenModel } from "@vmoe-bench/tflite/models";
import type { LitertProvider } from "./start-litert.ts";

/**
 * A file compiled for one accelerator: on `wasm` XNNPACK's kernels, and LiteRT's own for what XNNPACK
 * leaves; on `webgpu` all of it in float32.
 * @throws UnsupportedError where LiteRT.js would run it, or an operator of it, elsewhere
 */
export async function openModel(
  runtime: LiteRt,
  provider: LitertProvider,
  file: Uint8Array,
): Promise<OpenModel> {
  const model = await runtime.loadAndCompile(file, {
    accelerator: provider,
    cpuOptions: { numThreads: 1 },
    gpuOptions: { precision: "fp32" },
  });
  const { accelerator } = model.options;
  if (accelerator !== provider || (provider === "webgpu" && !model.isFullyAccelerated)) {
    model.delete();
    throw new UnsupportedError(
      `LiteRT.js's ${provider} does not take the whole graph; the rest would run in WebAssembly.`,
      `Use the backend "litert-web/wasm".`,
    );
  }
  return {
    async run(inputs) {
      const given = Object.entries(inputs).map(
        ([name, { data, dims }]) => [name, new Tensor(data, [...dims])] as const,
      );
      try {
        const outputs = await model.run(Object.fromEntries(given));
        const read = Object.entries(outputs).map(
          async ([name, tensor]) => [name, await taken(tensor)] as const,
        );
        return new Map(await Promise.all(read));
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
async function taken(tensor: Tensor): Promise<ModelTensor> {
  try {
    const data = await tensor.data();
    if (data instanceof Uint8Array) throw new TypeError("A model here gives floats and integers.");
    return { data, dims: [...tensor.type.layout.dimensions] };
  } finally {
    tensor.delete();
  }
}
