import { stat } from "node:fs/promises";
import { type ModelCard, type Preparing, silentReporter } from "@vmoe-bench/contracts";
import { cacheFolder, kindOfFileAt } from "@vmoe-bench/files";
import { otherFileError } from "../checkpoint/errors.ts";
import * as zoo from "../zoo/index.ts";
import { importedFolder, isCheckpoint } from "./from-checkpoint.ts";

/**
 * A model by the name that `--model` gives it.
 * @throws `unknown-name` with the nearest names; what is wrong with the model
 */
export async function findModel(name: string): Promise<zoo.StoredModel> {
  return zoo.findModel(await resolved(name));
}

/**
 * The card of {@link findModel}'s model, without reading its weights.
 * @throws `unknown-name` with the nearest names; what is wrong with the model
 */
export async function findCard(name: string): Promise<ModelCard> {
  return zoo.findCard(await resolved(name));
}

/**
 * The model folder that a checkpoint became, from the hub or from a path; any other name is the zoo's, or a
 * model folder already.
 */
export async function resolved(name: string): Promise<string> {
  if (isHubName(name)) return importedFolder(await fetchFromHub(name, false), name);
  if (await isCheckpoint(name)) return importedFolder(name, name);
  await requireNoFile(name);
  return name;
}

/** @throws `other-file` for a file, since models are folders, or files by another end of their names */
async function requireNoFile(name: string): Promise<void> {
  const status = await stat(name).catch(() => undefined);
  if (status?.isFile() !== true) return;
  throw otherFileError(name, (await kindOfFileAt(name)) ?? unknownKind);
}

const unknownKind = {
  what: "a file that is not known by the end of its name",
  remedy: "Where it is ONNX or safetensors, end its name so; else export the model to ONNX.",
};

/** Hugging Face's own name for where its hub is, for mirrors. */
const endpointVariable = "HF_ENDPOINT";
const usualEndpoint = "https://huggingface.co";

/** Whether a model is named as one on the hub: "hf:owner/name". */
export function isHubName(name: string): boolean {
  return name.startsWith("hf:");
}

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
      signal,
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
