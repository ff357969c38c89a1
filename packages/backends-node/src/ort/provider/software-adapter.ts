import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";

/** What Vulkan is told of its drivers: the newest name of the variable first. */
const driverVariables = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];
const softwareDrivers = /swiftshader|lvp|lavapipe|llvmpipe/i;
/** Of NVIDIA's driver, and of the one that Windows shares with Linux. */
const otherDevices = ["/dev/nvidia0", "/dev/dxg"];

export interface Machine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the system has a device node for rendering. */
  readonly hasRenderDevice: boolean;
}

export function thisMachine(): Machine {
  return { platform: process.platform, env: process.env, hasRenderDevice: findRenderDevice() };
}

/**
 * ONNX Runtime does not say which adapter it took. On Linux it can only be an emulation where the
 * Vulkan driver that was named is one, or where there is no device to render with.
 */
export function describeAdapter({ platform, env, hasRenderDevice }: Machine): {
  readonly driver: string;
  readonly software: boolean;
} {
  if (platform !== "linux") return { driver: "the system's driver", software: false };
  const named = driverVariables.map((name) => env[name]).find((files) => files);
  const driver =
    named === undefined ? "Vulkan's default driver" : named.split(":").map(pathEnd).join(", ");
  return { driver, software: softwareDrivers.test(driver) || !hasRenderDevice };
}

function pathEnd(path: string): string {
  return basename(path);
}

function findRenderDevice(): boolean {
  const folder = "/dev/dri";
  const nodes = existsSync(folder) ? readdirSync(folder) : [];
  return nodes.some((name) => name.startsWith("renderD")) || otherDevices.some(existsSync);
}
