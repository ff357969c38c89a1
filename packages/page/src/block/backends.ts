import litert from "@litertjs/core/package.json" with { type: "json" };
import litertCompatWasm from "@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url";
import litertWasm from "@litertjs/core/wasm/litert_wasm_internal.wasm?url";
import tfjsPlain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import tfjsSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import tfjsThreadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { unknownNameError, type Backend, type BackendId } from "@vmoe-bench/contracts";
import type { OnDeviceLost } from "@vmoe-bench/backends-web/gpu";
import ortGpuMjs from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import ortGpuWasm from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import ortMjs from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import ortWasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { keptUrl } from "../kept/kept.ts";

type Open = (onDeviceLost: OnDeviceLost) => Promise<Backend>;

/** A runtime would read a relative URL from where its own script lies. */
function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}

/** Runtimes' files on this page's server. */
const files = {
  ort: {
    wasm: { mjs: absolute(ortMjs), wasm: absolute(ortWasm) },
    webgpu: { mjs: absolute(ortGpuMjs), wasm: absolute(ortGpuWasm) },
  },
  tfjs: {
    plain: absolute(tfjsPlain),
    simd: absolute(tfjsSimd),
    threadedSimd: absolute(tfjsThreadedSimd),
  },
  litert: {
    version: litert.version,
    relaxedSimd: {
      script: () => import("@litertjs/core/wasm/litert_wasm_internal.js"),
      wasm: absolute(litertWasm),
    },
    compat: {
      script: () => import("@litertjs/core/wasm/litert_wasm_compat_internal.js"),
      wasm: absolute(litertCompatWasm),
    },
  },
};

const ortWeb =
  (provider: "wasm" | "webgpu"): Open =>
  async (onDeviceLost) => {
    const { ortWebBackend } = await import("@vmoe-bench/backends-web/ort");
    return ortWebBackend(provider, { files: files.ort[provider], urlOf: keptUrl, onDeviceLost });
  };

const tfjsWeb =
  (name: "wasm" | "webgpu" | "webgl"): Open =>
  async (onDeviceLost) => {
    const { tfjsWebBackend } = await import("@vmoe-bench/backends-web/tfjs");
    return tfjsWebBackend(name, { files: files.tfjs, urlOf: keptUrl, onDeviceLost });
  };

const litertWeb =
  (provider: "wasm" | "webgpu"): Open =>
  async (onDeviceLost) => {
    const { litertWebBackend } = await import("@vmoe-bench/backends-web/litert");
    return litertWebBackend(provider, { files: files.litert, urlOf: keptUrl, onDeviceLost });
  };

/** What runs in a page, loaded on first need: a runtime that is not asked for is not downloaded. */
const backends: ReadonlyMap<BackendId, Open> = new Map([
  ["ort-web/wasm", ortWeb("wasm")],
  ["ort-web/webgpu", ortWeb("webgpu")],
  ["tfjs-web/wasm", tfjsWeb("wasm")],
  ["tfjs-web/webgpu", tfjsWeb("webgpu")],
  ["tfjs-web/webgl", tfjsWeb("webgl")],
  ["litert-web/wasm", litertWeb("wasm")],
  ["litert-web/webgpu", litertWeb("webgpu")],
  ["null", async () => (await import("@vmoe-bench/backend/null")).nullBackend()],
]);

/**
 * @throws `unknown-name` for a backend that no page has
 */
export function openBackend(id: BackendId, onDeviceLost: OnDeviceLost): Promise<Backend> {
  const open = backends.get(id);
  if (open === undefined) throw unknownNameError("backend", id, [...backends.keys()]);
  return open(onDeviceLost);
}
