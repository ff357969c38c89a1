import { KnownError } from "@vmoe-bench/contracts";

/** A number of images that can't be taken. */
export function imageCountError(wanted: number, available: number): KnownError {
  return new KnownError(
    "image-count",
    `${wanted} images were asked for, of ${available}.`,
    `Ask for a whole number of images from 1 to ${available}.`,
  );
}

/** An image that does not exist. */
export function imageIndexError(index: number, count: number): KnownError {
  return new KnownError(
    "image-index",
    `Image ${index} was asked for, of ${count}.`,
    `Ask for images from 0 to ${count - 1}; check that model, data set and split belong together.`,
  );
}

/** A normalisation for another number of channels. */
export function channelsError(images: number, normalisation: number): KnownError {
  return new KnownError(
    "channels",
    `The images have ${images} channels, and the normalisation is for ${normalisation}.`,
    "Use a model that was trained on this data set.",
  );
}
