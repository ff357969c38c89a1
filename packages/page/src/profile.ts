import type { PageProfile } from "@vmoe-bench/contracts";
import { performanceClock, resolutionOf } from "@vmoe-bench/measure";
import { findAdapter } from "@vmoe-bench/backends-web/gpu";

/** Most telling first: every browser also calls itself some of the others. */
const names: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Edge", /\bEdg(?:A|iOS)?\/([\d.]+)/],
  ["Samsung Internet", /\bSamsungBrowser\/([\d.]+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/([\d.]+)/],
  ["Chrome", /\b(?:HeadlessChrome|Chrome|CriOS)\/([\d.]+)/],
  ["Safari", /\bVersion\/([\d.]+).*Safari/],
];

/** "Chrome 156.0.8078.79", or the whole text where it is of none that we know. */
export function browserName(userAgent: string): string {
  for (const [name, pattern] of names) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return userAgent;
}

const shortText = 200;
const longText = 1_000;

/** What this page finds out about its browser and machine; null where neither says. */
export async function pageProfile(): Promise<PageProfile> {
  const { userAgent, userAgentData, deviceMemory, hardwareConcurrency } = navigator;
  const [hints, battery, adapter] = await Promise.all([
    said(userAgentData?.getHighEntropyValues?.(["model", "platformVersion"])),
    said(navigator.getBattery?.()),
    findAdapter(),
  ]);
  const platform = [userAgentData?.platform, hints?.platformVersion].filter(Boolean).join(" ");
  return {
    userAgent: userAgent.slice(0, longText),
    platform: textOrNull(platform === "" ? platformIn(userAgent) : platform),
    model: textOrNull(hints?.model),
    mobile: userAgentData?.mobile ?? null,
    cores: hardwareConcurrency > 0 ? hardwareConcurrency : null,
    memoryGb: deviceMemory ?? null,
    screen: { width: screen.width, height: screen.height, pixelRatio: devicePixelRatio },
    battery: battery === undefined ? null : { level: battery.level, charging: battery.charging },
    webgpu:
      adapter === undefined
        ? null
        : {
            vendor: adapter.adapter.info.vendor.slice(0, shortText),
            architecture: adapter.adapter.info.architecture.slice(0, shortText),
            description: adapter.description.slice(0, longText),
            software: adapter.software,
          },
    wasm: { simd: hasSimd(), threads: crossOriginIsolated },
    crossOriginIsolated,
    clockResolutionMs: resolutionOf(performanceClock),
  };
}

/** A browser that refuses has not said. */
async function said<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  return answer?.catch(() => undefined);
}

/** "Linux; Android 15" of a user agent without client hints. */
function platformIn(userAgent: string): string | undefined {
  return /\(([^)]*)\)/.exec(userAgent)?.[1];
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === "" ? null : text.slice(0, shortText);
}

/** A module with one SIMD instruction: (func (result v128) i32.const 0 i8x16.splat). */
function hasSimd(): boolean {
  return WebAssembly.validate(
    // prettier-ignore
    new Uint8Array([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0,
      10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
    ]),
  );
}

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
