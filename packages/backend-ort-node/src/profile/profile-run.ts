import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImageBatch, LoadOptions, ModelFiles } from "@vmoe-bench/contracts";
import { loadModel, type Runtime } from "../load-model.ts";
import type { PlacedOperation } from "../provider/require-placement.ts";
import { operationsOf } from "./operations.ts";

/**
 * Runs the images once in sessions that ONNX Runtime profiles, and reads what it wrote: the nodes
 * that ran in every session, those inside branches too.
 */
export async function profileRun(
  files: ModelFiles,
  options: LoadOptions,
  images: ImageBatch,
  runtime: Runtime,
): Promise<readonly PlacedOperation[]> {
  const folder = await mkdtemp(join(tmpdir(), "vmoe-bench-profile-"));
  try {
    const model = await loadModel(files, options, runtime, (name) => ({
      profilePrefix: join(folder, name),
    }));
    await model.run(images);
    // A session writes its profile when it is closed.
    await model.close();
    const names = await readdir(folder);
    const profiles = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    return profiles.flatMap(operationsOf);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
