import type { Unavailable } from "@vmoe-bench/contracts";

/** What a backend's probe says in a browser without WebGPU. */
export const noAdapter: Unavailable = {
  available: false,
  reason: "This browser gives no WebGPU adapter.",
  remedy:
    "Use a browser with WebGPU switched on, on a machine with a GPU; or a WebAssembly backend.",
};
