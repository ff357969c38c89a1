export { findAdapter, isSoftwareAdapter, type Adapter } from "./adapter.ts";
export { describedAdapter, type DescribedAdapter } from "./adapter.ts";
export { whenLost, type OnDeviceLost } from "./adapter.ts";
export { openGpuProbe } from "./gpu-probe.ts";
export { noAdapter } from "./adapter.ts";
