import { KnownError } from "@vmoe-bench/contracts";

/** A router gave something that no expert can be chosen by. */
export class RouterOutputError extends KnownError {
  constructor(image: number, value: number | undefined) {
    super(
      "router-output",
      `The router gave ${String(value)} for image ${image} of the batch, so no expert can be chosen.`,
      "Check the model's weights and the images for values that are not finite.",
    );
  }
}

/** Fewer experts may be held than one image needs. */
export function expertCapError(cap: number, needed: number): KnownError {
  return new KnownError(
    "expert-cap",
    `At most ${cap} experts may be held, but an image needs ${needed}.`,
    `Allow at least ${needed}, or set no limit.`,
  );
}

/**
 * @param cap experts held at once; null for no limit
 * @param k experts that an image needs
 * @throws `expert-cap`
 */
export function requireExpertCap(cap: number | null, k: number): void {
  if (cap !== null && cap < k) throw expertCapError(cap, k);
}
