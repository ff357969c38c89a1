import { filesInMemory } from "../prepared/memory.ts";
import type {
  Backend,
  LoadOptions,
  DefinedArtifact,
  ModelFiles,
  PrepareOptions,
} from "@vmoe-bench/contracts";

/** What is to be proven about. */
export interface Subject {
  readonly backend: Backend;
  readonly model: DefinedArtifact;
  /** With a batch of 1. */
  readonly prepare: PrepareOptions;
  readonly load: LoadOptions;
}

/** A model's files, as a run would find them in a folder. */
export async function filesOf(
  { backend, prepare }: Subject,
  model: DefinedArtifact,
): Promise<ModelFiles> {
  return filesInMemory(await backend.prepare(model, prepare));
}
