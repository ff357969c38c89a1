import { silentReporter, type Preparing } from "@vmoe-bench/contracts";
import { cacheFolder } from "@vmoe-bench/files";
import { importedFolder } from "./from-checkpoint.ts";
import type { FolderResolver } from "./folder-resolver.ts";

/** Hugging Face's own name for where its hub is, for mirrors. */
const endpointVariable = "HF_ENDPOINT";
const usualEndpoint = "https://huggingface.co";

/** Whether a model is named as one on the hub: "hf:owner/name". */
export function isHubName(name: string): boolean {
  return name.startsWith("hf:");
}

/** "hf:owner/name": a checkpoint on the hub, once {@link fetchFromHub} has it in the cache. */
export const hubResolver: FolderResolver = {
  takes: async (name) => isHubName(name),
  folderOf: async (name) => importedFolder(await fetchFromHub(name, false), name),
};

/**
 * The folder of a checkpoint from the hub in the cache.
 * @throws `not-downloaded` where it would have to be downloaded and may not
 */
export async function fetchFromHub(
  name: string,
  allowDownload: boolean,
  preparing?: Preparing,
): Promise<string> {
  // On first need: a process that measures memory does not load what it does not use.
  const { hubCheckpoint } = await import("../checkpoint/index.ts");
  const { signal, reporter = silentReporter } = preparing ?? {};
  const endpoint = (process.env[endpointVariable] || usualEndpoint).replace(/\/+$/, "");
  const what = `Downloading ${name}`;
  try {
    return await hubCheckpoint(name, {
      allowDownload,
      ...(signal === undefined ? {} : { signal }),
      cache: cacheFolder(),
      endpoint,
      onProgress: (done, total) => reporter.progress({ what, done, total, unit: "bytes" }),
    });
  } finally {
    reporter.progressEnded(what);
  }
}

/** Downloads those of the models that are on the hub and not here yet. */
export async function fetchModels(
  names: readonly string[],
  allowDownload: boolean,
  preparing: Preparing,
): Promise<void> {
  for (const name of names) if (isHubName(name)) await fetchFromHub(name, allowDownload, preparing);
}
