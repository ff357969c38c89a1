import type { PageProfile } from "@vmoe-bench/contracts";
import { browserName } from "../profile/browser-name.ts";

/** What the page sees of its browser and device, as name and value. */
export function factsOf(profile: PageProfile): (readonly [name: string, value: string])[] {
  const { platform, model, cores, memoryGb, battery, webgpu, wasm } = profile;
  const device = [model, platform].filter((part) => part !== null).join(" · ");
  const machine = [
    cores === null ? null : `${cores} ${cores === 1 ? "core" : "cores"}`,
    memoryGb === null ? null : `${memoryGb} GB or more`,
  ].filter((part) => part !== null);
  const gpu =
    webgpu === null ? "none" : `${webgpu.description}${webgpu.software ? " (software)" : ""}`;
  const wasmText = wasm.simd ? `SIMD${wasm.threads ? ", threads" : ", one thread"}` : "no SIMD";
  return [
    ["Browser", browserName(profile.userAgent)],
    ["Device", device === "" ? "not said" : device],
    ["Machine", machine.length === 0 ? "not said" : machine.join(", ")],
    ["WebGPU", gpu],
    ["WebAssembly", wasmText],
    ["Clock", `steps of ${stepText(profile.clockResolutionMs)}`],
    ...(battery === null ? [] : [["Battery", batteryText(battery)] as const]),
  ];
}

function stepText(ms: number): string {
  return ms < 1 ? `${Math.round(1_000 * ms)} µs` : `${ms.toFixed(0)} ms`;
}

function batteryText({ level, charging }: NonNullable<PageProfile["battery"]>): string {
  return `${Math.round(100 * level)} %${charging ? ", charging" : ""}`;
}
