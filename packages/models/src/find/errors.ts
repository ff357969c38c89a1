import { UnsupportedError } from "@vmoe-bench/contracts";

/** A model that takes neither grey nor colour. */
export function imageChannelsError(model: string, channels: number): UnsupportedError {
  return new UnsupportedError(
    `Model "${model}" takes ${channels} channels, and image files have 1 or 3.`,
    "Choose another model with --model.",
    { code: "image-channels" },
  );
}

/** A model of images that are no squares: pictures are cut to squares. */
export function notSquareError(model: string, height: number, width: number): UnsupportedError {
  return new UnsupportedError(
    `Model "${model}" takes ${height}x${width} images, and pictures are cut to squares.`,
    "Export it for square images, or choose another model with --model.",
    { code: "not-square" },
  );
}
