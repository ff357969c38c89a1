import type { PageProfile } from "@vmoe-bench/contracts";

/** A phone's page, as it describes itself. */
export const pixelProfile: PageProfile = {
  userAgent:
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36",
  platform: "Android",
  model: "Pixel 8",
  mobile: true,
  cores: 8,
  memoryGb: 8,
  screen: { width: 412, height: 915, pixelRatio: 2.625 },
  battery: null,
  webgpu: null,
  wasm: { simd: true, threads: true },
  crossOriginIsolated: true,
  clockResolutionMs: 0.005,
};
