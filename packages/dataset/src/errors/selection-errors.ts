import { KnownError } from "@vmoe-bench/contracts";

/** A number of images that can't be taken. */
export class ImageCountError extends KnownError {
  override readonly code = "image-count";

  constructor(wanted: number, available: number) {
    super(
      `${wanted} images were asked for, of ${available}.`,
      `Ask for a whole number of images from 1 to ${available}.`,
    );
  }
}

/** An image that does not exist. */
export class ImageIndexError extends KnownError {
  override readonly code = "image-index";

  constructor(index: number, count: number) {
    super(
      `Image ${index} was asked for, of ${count}.`,
      `Ask for images from 0 to ${count - 1}; check that model, data set and split belong together.`,
    );
  }
}

/** A normalisation for another number of channels. */
export class ChannelsError extends KnownError {
  override readonly code = "channels";

  constructor(images: number, normalisation: number) {
    super(
      `The images have ${images} channels, and the normalisation is for ${normalisation}.`,
      "Use a model that was trained on this data set.",
    );
  }
}
