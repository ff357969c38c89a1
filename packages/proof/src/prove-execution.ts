import { filesInMemory } from "@vmoe-bench/artifact";
import type {
  Backend,
  ImageBatch,
  LoadOptions,
  ModelArtifact,
  ModelFiles,
  PrepareOptions,
  Proof,
} from "@vmoe-bench/contracts";
import { poisonProof } from "./poison-proof.ts";
import { profileProof } from "./profile-proof.ts";

/** What is to be proven about. */
export interface Subject {
  readonly backend: Backend;
  readonly model: ModelArtifact;
  /** With a batch of 1. */
  readonly prepare: PrepareOptions;
  readonly load: LoadOptions;
}

/**
 * Shows in two ways which experts run, on each image by itself: by the runtime's profile where it has
 * one, and by poison. Neither is inferred from the other.
 * @param images [1,C,H,W] each
 * @throws UnsupportedError when the backend can't run the model this way
 */
export async function proveExecution(
  subject: Subject,
  images: readonly ImageBatch[],
): Promise<Proof[]> {
  return [await profileProof(subject, images), await poisonProof(subject, images)];
}

/** The model's files, as a run would find them in a folder. */
export async function filesOf(
  { backend, prepare }: Subject,
  model: ModelArtifact,
): Promise<ModelFiles> {
  return filesInMemory(await backend.prepare(model, prepare));
}
