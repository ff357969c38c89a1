import type { ImageBatch, Proof } from "@vmoe-bench/contracts";
import { modelCost } from "@vmoe-bench/model";
import { filesOf, poisonProof, type Subject } from "./poison-proof.ts";

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

/** Operators that do their products inside, so that a profile shows none. */
const fused = new Set(["MoE", "QMoE"]);

/** Operators on blocks of channels, which ONNX Runtime fills up with zeros and lists filled up. */
const filledUp = /^Nchwc.*Conv$/;

/** Executed FLOPs as the runtime's profile lists them, beside those that the cost interpreter counts. */
async function profileProof(subject: Subject, images: readonly ImageBatch[]): Promise<Proof> {
  const { backend, model, prepare, load } = subject;
  if (backend.profile === undefined) return none(`${backend.id} has no profile of its operations.`);
  let executedMacs2 = 0;
  for (const image of images) {
    const operations = await backend.profile(await filesOf(subject, model), load, image);
    const inside = operations.find(({ kind }) => fused.has(kind));
    if (inside !== undefined)
      return none(`A profile does not show what "${inside.kind}" does inside.`);
    if (operations.some(({ kind }) => filledUp.test(kind)))
      return none(
        "ONNX Runtime fills channels up to whole blocks, and its profile counts the filling.",
      );
    for (const { macs2 } of operations) executedMacs2 += macs2;
  }
  const { flops } = modelCost(model.config, prepare.strategy);
  const expectedMacs2 = images.length * flops.executed.macs2;
  // Products of integers below 2^53 are exact; the root that finds the inner size is rounded.
  const holds = Math.abs(executedMacs2 - expectedMacs2) < 0.5;
  return { method: "profile", executedMacs2, expectedMacs2, holds };
}

function none(reason: string): Proof {
  return { method: "none", reason };
}
