export { findAdapter, isSoftwareAdapter, type Adapter } from "./adapter.ts";
export { describedAdapter, type DescribedAdapter } from "./described-adapter.ts";
export { whenLost, type OnDeviceLost } from "./device-lost.ts";
export { openGpuProbe } from "./gpu-probe.ts";
export { noAdapter } from "./no-adapter.ts";
