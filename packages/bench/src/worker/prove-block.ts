import type { Backend, Block, ModelFiles, ProofMeasurement, Task } from "@vmoe-bench/contracts";
import type { BlockImages } from "@vmoe-bench/measure";
import { proveExecution } from "@vmoe-bench/backend/proof";
import { modelOfArm } from "@vmoe-bench/models/find";

interface ProofContext {
  readonly backend: Backend;
  readonly files: ModelFiles;
  readonly images: BlockImages;
}

/** Which experts ran on the block's images, one by one, and where. */
export async function proveBlock(
  { arm, task }: Block & { readonly task: Extract<Task, { kind: "proof" }> },
  { backend, files, images }: ProofContext,
): Promise<ProofMeasurement> {
  const model = await (await modelOfArm(arm)).artifact();
  const { strategy, precision, threads, expertCap } = arm;
  const load = { threads, expertCap };
  const loaded = await backend.load(files, load);
  await loaded.close();
  const { length: count } = task.imageIndexes;
  if (model.kind === "onnx") {
    const reason = "A finished graph can't be poisoned: it does not say which weights are experts.";
    const proofs = [{ method: "none" as const, reason }];
    return { kind: "proof", placement: loaded.placement, images: count, proofs };
  }
  const inputs = task.imageIndexes.map((index) => {
    const { dims, data } = images.batch([index]);
    return { dims, data: Float32Array.from(data) };
  });
  const prepare = { strategy, precision, batch: 1 };
  const proofs = await proveExecution({ backend, model, prepare, load }, inputs);
  return { kind: "proof", placement: loaded.placement, images: count, proofs };
}
