import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";

/** tfjs's files on this page's server. */
export const tfjsFiles = {
  plain: absolute(plain),
  simd: absolute(simd),
  threadedSimd: absolute(threadedSimd),
};

function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}
