import { rm } from "node:fs/promises";
import { join } from "node:path";
import { filesInFolder, writePrepared } from "@vmoe-bench/backend/prepared/folder";
import type { Backend, Block, ModelFiles } from "@vmoe-bench/contracts";
import type { Clock } from "@vmoe-bench/measure";
import { modelOfArm } from "@vmoe-bench/models/find";
import { preparation } from "../run/prepared-models.ts";

/**
 * Makes a model ready in a folder that nothing was in: its weights are read, the runtime's graph is
 * made of them and written. All of it is timed. What a process can't have is an empty page cache of
 * the system, which needs root: the weights' file may come from memory.
 */
export async function firstEverFiles(
  { arm, files: folder }: Block,
  backend: Backend,
  clock: Clock,
): Promise<{ readonly files: ModelFiles; readonly prepareMs: number }> {
  const made = join(folder, "made");
  await rm(made, { recursive: true, force: true });
  const start = clock.now();
  const model = await modelOfArm(arm);
  await writePrepared(made, await backend.prepare(await model.artifact(), preparation(arm)));
  const files = await filesInFolder(made);
  return { files, prepareMs: clock.now() - start };
}
