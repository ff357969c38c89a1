import { cacheFolder } from "@vmoe-bench/files";
import { StatusLine } from "../../progress/status-line.ts";
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
  folderOf: async (name) =>
    importedFolder(await fetchFromHub(name, { allowDownload: false }), name),
};

/**
 * The folder of a checkpoint from the hub in the cache.
 * @throws NotDownloadedError where it would have to be downloaded and may not
 */
export async function fetchFromHub(
  name: string,
  options: { readonly allowDownload: boolean; readonly signal?: AbortSignal },
): Promise<string> {
  // On first need: a process that measures memory does not load what it does not use.
  const { hubCheckpoint } = await import("@vmoe-bench/checkpoint");
  const status = new StatusLine();
  const endpoint = (process.env[endpointVariable] || usualEndpoint).replace(/\/+$/, "");
  try {
    return await hubCheckpoint(name, {
      ...options,
      cache: cacheFolder(),
      endpoint,
      onProgress: (received, total) => status.update(progressText(name, received, total)),
    });
  } finally {
    status.clear();
  }
}

function progressText(name: string, received: number, total: number): string {
  const part = total === 0 ? 100 : Math.floor((100 * received) / total);
  return `${name}: ${(received / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB, ${part} %`;
}

/** Downloads those of the models that are on the hub and not here yet. */
export async function fetchModels(
  names: readonly string[],
  options: { readonly allowDownload: boolean; readonly signal: AbortSignal },
): Promise<void> {
  for (const name of names) if (isHubName(name)) await fetchFromHub(name, options);
}
