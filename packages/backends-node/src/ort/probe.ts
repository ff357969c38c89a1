import {
  type DefinedArtifact,
  messageOf,
  type Probe,
  type Unavailable,
  vitConfigSchema,
} from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { exportOnnx, onnxFiles } from "@vmoe-bench/onnx/export";
import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import {
  executionProviders,
  isProvider,
  loadRuntime,
  openSession,
  type Provider,
} from "./open-session.ts";

/** Whether onnxruntime-node loads and has the provider; a GPU is asked to open a small model. */
export async function probeProvider(name: string): Promise<Probe> {
  if (!isProvider(name))
    return unavailable(
      `This backend does not run onnxruntime-node's provider "${name}".`,
      `Use the backend "ort-node/cpu" or "ort-node/webgpu".`,
    );
  try {
    const { env, listSupportedBackends } = await loadRuntime();
    if (!listSupportedBackends().some((backend) => backend.name === name && backend.bundled))
      return unavailable(
        `This build of onnxruntime-node has no provider "${name}".`,
        "Install the onnxruntime-node package from npm, on a system that it has this provider for.",
      );
    const versions = { "onnxruntime-node": env.versions.node ?? env.versions.common };
    return name === "cpu"
      ? { available: true, versions, adapter: executionProviders.cpu, software: false }
      : await probeGpu(name, versions);
  } catch (error) {
    return unavailable(
      `onnxruntime-node's native library does not load: ${messageOf(error)}.`,
      "Use a system that onnxruntime-node is built for (Linux with glibc, macOS or Windows), and install its packages again.",
    );
  }
}

async function probeGpu(provider: Provider, versions: Record<string, string>): Promise<Probe> {
  try {
    const graph = exportOnnx(smallModel(), { strategy: "dense", precision: "float32", batch: 1 });
    const file = graph.get(onnxFiles.whole) ?? new Uint8Array();
    const session = await openSession(file, { threads: 1, provider, isWhollyOnProvider: true });
    await session.close();
  } catch (error) {
    return unavailable(
      `onnxruntime-node opens no session on ${executionProviders[provider]}: ${lastSentence(error)}`,
      "Use a machine with a GPU and its driver (Vulkan on Linux), or VK_DRIVER_FILES for a software one.",
    );
  }
  const { driver, software } = describeAdapter(thisMachine());
  return {
    available: true,
    versions,
    adapter: `${executionProviders[provider]}, ${driver}`,
    software,
  };
}

function smallModel(): DefinedArtifact {
  const config = vitConfigSchema.parse({
    imageSize: 8,
    channels: 1,
    patch: 4,
    width: 8,
    depth: 1,
    heads: 2,
    mlpWidth: 16,
    classes: 2,
  });
  return { kind: "defined", id: "probe", config, weights: randomWeights(config, 1) };
}

/** ONNX Runtime's errors begin with the place in its source. */
function lastSentence(error: unknown): string {
  return messageOf(error)
    .trim()
    .replace(/^.*was false\. /s, "")
    .replace(/\.?$/, ".");
}

function unavailable(reason: string, remedy: string): Unavailable {
  return { available: false, reason, remedy };
}

/** What Vulkan is told of its drivers: the newest name of the variable first. */
const driverVariables = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];
const softwareDrivers = /swiftshader|lvp|lavapipe|llvmpipe/i;
/** The devices of NVIDIA's driver, and of the one that Windows shares with Linux. */
const otherDevices = ["/dev/nvidia0", "/dev/dxg"];

interface Machine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the system has a device node for rendering. */
  readonly hasRenderDevice: boolean;
}

function thisMachine(): Machine {
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
