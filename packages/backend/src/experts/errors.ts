import { KnownError } from "@vmoe-bench/contracts";

/** A router gave something that no expert can be chosen by. */
export class RouterOutputError extends KnownError {
  override readonly code = "router-output";

  constructor(image: number, value: number | undefined) {
    super(
      `The router gave ${String(value)} for image ${image} of the batch, so no expert can be chosen.`,
      "Check the model's weights and the images for values that are not finite.",
    );
  }
}

/** Fewer experts may be held than one image needs. */
export class ExpertCapError extends KnownError {
  override readonly code = "expert-cap";

  constructor(cap: number, needed: number) {
    super(
      `At most ${cap} experts may be held, but an image needs ${needed}.`,
      `Allow at least ${needed}, or set no limit.`,
    );
  }
}

/**
 * @param cap experts held at once; null for no limit
 * @param k experts that an image needs
 * @throws ExpertCapError
 */
export function requireExpertCap(cap: number | null, k: number): void {
  if (cap !== null && cap < k) throw new ExpertCapError(cap, k);
}
