import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  type ImageBatch,
  type LoadOptions,
  messageOf,
  type ModelFiles,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import { temporaryFolder } from "@vmoe-bench/files";
import { loadModel, type Runtime } from "./open-session.ts";
import { operationsOf, type PlacedOperation } from "./operations.ts";

/** A larger profile is none of ours: they are of one run of one batch. */
const mostBytes = 256 * 2 ** 20;

async function readProfile(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > mostBytes) throw new RangeError(`A profile of ${size} bytes is too large.`);
  return readFile(path, "utf8");
}

/** ONNX Runtime finds it out in the first run, and not when it opens the session. */
function refuseMissingHalves(error: unknown): never {
  if (!messageOf(error).includes("requires f16")) throw error;
  throw new UnsupportedError(
    "The WebGPU adapter has no float16 (its feature shader-f16).",
    `Use "float32", or another adapter.`,
    { cause: error },
  );
}

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
  const folder = temporaryFolder("profile");
  try {
    const model = await loadModel(files, options, runtime, (name) => ({
      profilePrefix: join(folder.path, name),
    }));
    try {
      await model.run(images).catch(refuseMissingHalves);
    } finally {
      // A session writes its profile when it is closed.
      await model.close();
    }
    const names = await readdir(folder.path);
    const profiles = await Promise.all(names.map((name) => readProfile(join(folder.path, name))));
    return profiles.flatMap(operationsOf);
  } finally {
    folder.remove();
  }
}
