import type { ImageBatch, Proof } from "@vmoe-bench/contracts";
import { poisonProof } from "./poison-proof.ts";
import { profileProof } from "./profile-proof.ts";
import type { Subject } from "./subject.ts";

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
