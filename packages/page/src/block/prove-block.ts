import { AlteredFileError, MissingFileError } from "@vmoe-bench/backend/prepared";
import type {
  Backend,
  Block,
  DefinedArtifact,
  ModelFiles,
  PageModel,
  ProofMeasurement,
  Task,
} from "@vmoe-bench/contracts";
import type { BlockImages } from "@vmoe-bench/measure";
import { decodeSafetensors } from "@vmoe-bench/model";
import { proveExecution } from "@vmoe-bench/backend/proof";

interface ProofContext {
  readonly backend: Backend;
  readonly files: ModelFiles;
  /** URL of the model's folder, which has its weights as well: poisoned files are made of them here. */
  readonly folder: string;
  readonly model: PageModel;
  readonly images: BlockImages;
}

/** Which experts ran on the block's images, one by one, and where. */
export async function proveBlock(
  { arm }: Block,
  task: Extract<Task, { kind: "proof" }>,
  { backend, files, folder, model: { modelSha256 }, images }: ProofContext,
): Promise<ProofMeasurement> {
  const { strategy, precision, threads, expertCap } = arm;
  const load = { threads, expertCap };
  const loaded = await backend.load(files, load);
  await loaded.close();
  const { length: count } = task.imageIndexes;
  if (files.manifest.kind === "onnx") {
    const reason = "A finished graph can't be poisoned: it does not say which weights are experts.";
    const proofs = [{ method: "none" as const, reason }];
    return { kind: "proof", placement: loaded.placement, images: count, proofs };
  }
  const model: DefinedArtifact = {
    kind: "defined",
    id: files.manifest.model,
    config: files.manifest.config,
    weights: decodeSafetensors(await weightsAt(folder, modelSha256), "model.safetensors"),
  };
  const inputs = task.imageIndexes.map((index) => {
    const { dims, data } = images.batch([index]);
    return { dims, data: Float32Array.from(data) };
  });
  const prepare = { strategy, precision, batch: 1 };
  const proofs = await proveExecution({ backend, model, prepare, load }, inputs);
  return { kind: "proof", placement: loaded.placement, images: count, proofs };
}

async function weightsAt(folder: string, wanted: string): Promise<Uint8Array> {
  const url = new URL("model.safetensors", folder).href;
  const response = await fetch(url);
  if (!response.ok) throw new MissingFileError(url);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== wanted) throw new AlteredFileError(url, "its SHA-256 is not the model's");
  return new Uint8Array(bytes);
}
