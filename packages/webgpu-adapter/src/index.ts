export { findAdapter, isSoftwareAdapter, type Adapter } from "./adapter.ts";
export { whenLost, type OnDeviceLost } from "./device-lost.ts";
export { noAdapter } from "./no-adapter.ts";
