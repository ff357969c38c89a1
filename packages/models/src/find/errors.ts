import { KnownError } from "@vmoe-bench/contracts";

/** A model that takes neither grey nor colour. */
export class ImageChannelsError extends KnownError {
  override readonly code = "image-channels";

  constructor(model: string, channels: number) {
    super(
      `Model "${model}" takes ${channels} channels, and image files have 1 or 3.`,
      "Choose another model with --model.",
    );
  }
}
