import { existsSync } from "node:fs";
import type { FoundBrowser } from "@vmoe-bench/setup";
import { launch, type Browser } from "puppeteer-core";

/** Until the browser answers, in ms: a first start on a slow disk takes long. */
const startLimitMs = 60_000;
/** A block may keep a page busy for this long between two answers to Puppeteer. */
const answerLimitMs = 600_000;

/** Nothing in the background. */
const quiet = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Memory is measured at once instead of at the next garbage collection. */
const eagerMemory = "--enable-blink-features=ForceEagerMeasureMemory";
const softwareGpu = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];
const realGpu = ["--enable-unsafe-webgpu", "--enable-features=Vulkan"];

export interface LaunchOptions {
  /** False for a browser as it is, without the flags that give it WebGPU. */
  readonly webgpu?: boolean;
  /** Passed on as they are. */
  readonly extraArgs?: readonly string[];
}

/** The flags of a browser, as they are recorded. */
export function browserArgs(
  { kind }: FoundBrowser,
  { webgpu = true, extraArgs = [] }: LaunchOptions = {},
): string[] {
  if (kind === "firefox") return [...extraArgs];
  // Chromium's sandbox refuses root.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return [...sandbox, ...quiet, eagerMemory, ...(webgpu ? gpuArgs() : []), ...extraArgs];
}

/** Without a device to render with, Chromium's own emulation: right, but never fast. */
function gpuArgs(): readonly string[] {
  if (process.platform !== "linux") return realGpu;
  const hasDevice = ["/dev/dri/renderD128", "/dev/nvidia0", "/dev/dxg"].some(existsSync);
  return hasDevice ? realGpu : softwareGpu;
}

/** A browser with a fresh profile, which goes with it. */
export function launchBrowser(found: FoundBrowser, options: LaunchOptions = {}): Promise<Browser> {
  return launch({
    browser: found.kind,
    executablePath: found.path,
    headless: true,
    args: browserArgs(found, options),
    timeout: startLimitMs,
    protocolTimeout: answerLimitMs,
    // Ctrl-C goes to the whole process group; the run decides what becomes of the block.
    handleSIGINT: false,
    ...(found.kind === "firefox" ? { extraPrefsFirefox: { "dom.webgpu.enabled": true } } : {}),
  });
}
