import about from "@litertjs/core/package.json" with { type: "json" };
import compat from "@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url";
import relaxedSimd from "@litertjs/core/wasm/litert_wasm_internal.wasm?url";

/** LiteRT.js's files on this page's server. */
export const litertFiles = {
  version: about.version,
  relaxedSimd: {
    script: () => import("@litertjs/core/wasm/litert_wasm_internal.js"),
    wasm: absolute(relaxedSimd),
  },
  compat: {
    script: () => import("@litertjs/core/wasm/litert_wasm_compat_internal.js"),
    wasm: absolute(compat),
  },
};

function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}
