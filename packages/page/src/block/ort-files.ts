import gpuMjs from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import gpuWasm from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import mjs from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";

/** ONNX Runtime's files on this page's server. */
export const ortFiles = {
  wasm: { mjs: absolute(mjs), wasm: absolute(wasm) },
  webgpu: { mjs: absolute(gpuMjs), wasm: absolute(gpuWasm) },
};

/** The runtime would read a relative URL from where its own script lies. */
function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}
