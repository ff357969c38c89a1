import { sealed } from "@vmoe-bench/artifact";
import {
  messageOf,
  UnsupportedError,
  type Backend,
  type Probe,
  type Unavailable,
} from "@vmoe-bench/contracts";
import { exportOnnx } from "@vmoe-bench/ops-onnx";
import { openSession } from "./open-session.ts";
import { sessionModel } from "./session-model.ts";

const wholeFile = "model.onnx";

/**
 * onnxruntime-node on its CPU provider.
 * @param provider execution provider; any but "cpu" is unsupported
 */
export function ortNodeBackend(provider: string): Backend {
  return {
    id: `ort-node/${provider}`,
    probe: () => probe(provider),
    async prepare(artifact, options) {
      if (options.precision !== "float32") throw new UnsupportedError("no", "no");
      const { id, config } = artifact;
      const file = exportOnnx(artifact, options);
      return sealed({ model: id, config, ...options }, new Map([[wholeFile, file]]));
    },
    async load(files, { threads }) {
      const found = await probe(provider);
      if (!found.available) throw new UnsupportedError(found.reason, found.remedy);
      const { config, batch, strategy, precision } = files.manifest;
      const file = await files.read(wholeFile);
      const session = await openSession(file, threads);
      return sessionModel(session, {
        shape: [batch, config.channels, config.imageSize, config.imageSize],
        placement: {
          runtime: "onnxruntime-node",
          version: found.versions["onnxruntime-node"] ?? "unknown",
          provider: found.adapter,
          threads,
          strategy,
          precision,
          artifactBytes: file.byteLength,
        },
      });
    },
  };
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
