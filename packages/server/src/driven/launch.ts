import { existsSync, readlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { temporaryFolder, type TemporaryFolder } from "@vmoe-bench/files";
import type { FoundBrowser } from "@vmoe-bench/setup";
import { launch, type Browser } from "puppeteer-core";
import { endsWithUs } from "./ends-with-us.ts";

/** Until the browser answers, in ms: a first start on a slow disk takes long. */
const startLimitMs = 60_000;
/** A block may keep a page busy for this long between two answers to Puppeteer. */
const answerLimitMs = 600_000;

/** Nothing in the background, and nothing that is told to the browser's makers or anybody else. */
const quiet = [
  "--disable-domain-reliability",
  "--no-pings",
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
  /** Until it answers, in ms; a minute unless told. */
  readonly startLimitMs?: number;
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

/**
 * Over a pipe, which closes with this process, even one that is killed. Where there is a shell that
 * does it, over a socket: what a browser that does not start has to say is lost with a pipe, and a
 * program that can't be started ends us (Puppeteer 24).
 */
const chromiumEndsByItself = process.platform === "win32";

/** A browser with a fresh profile, which goes with it. It ends when this process does. */
export async function launchBrowser(
  found: FoundBrowser,
  options: LaunchOptions = {},
): Promise<Browser> {
  const profile = temporaryFolder("browser");
  try {
    const browser = await launch({
      browser: found.kind,
      executablePath: found.path,
      headless: true,
      args: browserArgs(found, options),
      userDataDir: profile.path,
      // Else Chromium keeps an id of this user for reports of crashes, also where it makes none.
      env: { ...process.env, BREAKPAD_DUMP_LOCATION: join(profile.path, "crashes") },
      timeout: options.startLimitMs ?? startLimitMs,
      protocolTimeout: answerLimitMs,
      // The run decides what becomes of the block, and closes the browser.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      ...(found.kind === "firefox"
        ? { extraPrefsFirefox: { "dom.webgpu.enabled": true } }
        : { pipe: chromiumEndsByItself }),
    });
    const program = browser.process();
    if (program !== null) endsWithUs(program, socketFolder(profile.path));
    removeWith(browser, profile);
    return browser;
  } catch (error) {
    profile.remove();
    throw error;
  }
}

/** Chromium's, in the temporary folder: its profile links to the socket in it. */
function socketFolder(profile: string): readonly string[] {
  try {
    const folder = dirname(readlinkSync(join(profile, "SingletonSocket")));
    return basename(folder).startsWith("org.chromium.") ? [folder] : [];
  } catch {
    return [];
  }
}

/** Chromium writes into its profile until its last moment. */
function removeWith(browser: Browser, profile: TemporaryFolder): void {
  const program = browser.process();
  if (program === null) browser.once("disconnected", () => profile.remove());
  else program.once("exit", () => profile.remove());
}
