import { sealed } from "@vmoe-bench/artifact";
import {
  messageOf,
  UnsupportedError,
  type Backend,
  type Probe,
  type Unavailable,
} from "@vmoe-bench/contracts";
import { exportOnnx } from "@vmoe-bench/ops-onnx";
import { loadModel } from "./load-model.ts";
import { profileRun } from "./profile/profile-run.ts";

/**
 * onnxruntime-node on its CPU provider.
 * @param provider execution provider; any but "cpu" is unsupported
 */
export function ortNodeBackend(provider: string): Backend {
  return {
    id: `ort-node/${provider}`,
    probe: () => probe(provider),
    async prepare(artifact, options) {
      const { id, config } = artifact;
      return sealed({ model: id, config, ...options }, exportOnnx(artifact, options));
    },
    async load(files, options) {
      return loadModel(files, options, await requireRuntime(provider));
    },
    async profile(files, options, images) {
      return profileRun(files, options, images, await requireRuntime(provider));
    },
  };
}

async function requireRuntime(provider: string) {
  const found = await probe(provider);
  if (!found.available) throw new UnsupportedError(found.reason, found.remedy);
  const version = found.versions["onnxruntime-node"] ?? "unknown";
  return { version, provider: found.adapter };
}

async function probe(provider: string): Promise<Probe> {
  if (provider !== "cpu")
    return unavailable(
      `This backend does not run onnxruntime-node's provider "${provider}".`,
      `Use the backend "ort-node/cpu".`,
    );
  try {
    const { env, listSupportedBackends } = await import("onnxruntime-node");
    const bundled = listSupportedBackends().some(({ name }) => name === provider);
    if (!bundled)
      return unavailable(
        "This build of onnxruntime-node has no CPU provider.",
        "Install the onnxruntime-node package from npm.",
      );
    return {
      available: true,
      versions: { "onnxruntime-node": env.versions.node ?? env.versions.common },
      adapter: "CPUExecutionProvider",
      software: false,
    };
  } catch (error) {
    return unavailable(
      `onnxruntime-node's native library does not load: ${messageOf(error)}.`,
      "Use a system that onnxruntime-node is built for (Linux with glibc, macOS or Windows), and install its packages again.",
    );
  }
}

function unavailable(reason: string, remedy: string): Unavailable {
  return { available: false, reason, remedy };
}
