export { findAdapter, isSoftwareAdapter, type Adapter } from "./adapter.ts";
export { describedAdapter, type DescribedAdapter } from "./adapter.ts";
export { whenLost, type OnDeviceLost } from "./adapter.ts";
export { openGpuProbe } from "./adapter.ts";
export { noAdapter } from "./adapter.ts";
