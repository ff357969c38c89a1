import type {
  Arm,
  Backend,
  DefinedArtifact,
  ModelFiles,
  PageModel,
  PreparedManifest,
  ProofMeasurement,
  Task,
} from "@vmoe-bench/contracts";
import type { BlockImages } from "@vmoe-bench/measure";
import { proveExecution } from "../proof/prove-execution.ts";

type DefinedManifest = Extract<PreparedManifest, { kind: "defined" }>;

export type ReadArtifact = (
  manifest: DefinedManifest,
  model: PageModel,
) => Promise<DefinedArtifact>;

interface ProofContext {
  readonly backend: Backend;
  readonly files: ModelFiles;
  readonly images: BlockImages;
  readonly model: PageModel;
  readonly readArtifact: ReadArtifact;
}

/** Which experts ran on the block's images, one by one, and where. */
export async function proveBlock(
  { strategy, precision, threads, expertCap }: Arm,
  { imageIndexes }: Extract<Task, { kind: "proof" }>,
  { backend, files, images, model: about, readArtifact }: ProofContext,
): Promise<ProofMeasurement> {
  const load = { threads, expertCap };
  const loaded = await backend.load(files, load);
  await loaded.close();
  const { placement } = loaded;
  const { manifest } = files;
  const { length: count } = imageIndexes;
  if (manifest.kind === "onnx") {
    const reason = "A finished graph can't be poisoned: it does not say which weights are experts.";
    const proofs = [{ method: "none" as const, reason }];
    return { kind: "proof", placement, images: count, proofs };
  }
  const model = await readArtifact(manifest, about);
  const inputs = imageIndexes.map((index) => {
    const { dims, data } = images.batch([index]);
    return { dims, data: Float32Array.from(data) };
  });
  const prepare = { strategy, precision, batch: 1 };
  const proofs = await proveExecution({ backend, model, prepare, load }, inputs);
  return { kind: "proof", placement, images: count, proofs };
}
