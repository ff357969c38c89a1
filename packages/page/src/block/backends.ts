import { unknownNameError, type Backend, type BackendId } from "@vmoe-bench/contracts";
import type { OnDeviceLost } from "@vmoe-bench/backends-web/gpu";
import { keptUrl } from "../kept/kept.ts";

type Open = (onDeviceLost: OnDeviceLost) => Promise<Backend>;

const ortWeb =
  (provider: "wasm" | "webgpu"): Open =>
  async (onDeviceLost) => {
    const { ortWebBackend } = await import("@vmoe-bench/backends-web/ort");
    const { ortFiles } = await import("./ort-files.ts");
    return ortWebBackend(provider, { files: ortFiles[provider], urlOf: keptUrl, onDeviceLost });
  };

const tfjsWeb =
  (name: "wasm" | "webgpu" | "webgl"): Open =>
  async (onDeviceLost) => {
    const { tfjsWebBackend } = await import("@vmoe-bench/backends-web/tfjs");
    const { tfjsFiles: files } = await import("./tfjs-files.ts");
    return tfjsWebBackend(name, { files, urlOf: keptUrl, onDeviceLost });
  };

const litertWeb =
  (provider: "wasm" | "webgpu"): Open =>
  async (onDeviceLost) => {
    const { litertWebBackend } = await import("@vmoe-bench/backends-web/litert");
    const { litertFiles: files } = await import("./litert-files.ts");
    return litertWebBackend(provider, { files, urlOf: keptUrl, onDeviceLost });
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
