import { KnownError } from "@vmoe-bench/contracts";

/** A model that takes neither grey nor colour. */
export function imageChannelsError(model: string, channels: number): KnownError {
  return new KnownError(
    "image-channels",
    `Model "${model}" takes ${channels} channels, and image files have 1 or 3.`,
    "Choose another model with --model.",
  );
}
