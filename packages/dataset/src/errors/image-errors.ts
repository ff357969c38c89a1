import { KnownError } from "@vmoe-bench/contracts";
import { listed } from "./scan-errors.ts";

/** What is wrong with one image; it becomes part of a {@link `corrupt-images`} or is counted. */
export class BadImageError extends Error {
  constructor(readonly problem: string) {
    super(problem);
    this.name = "BadImageError";
  }
}

export interface CorruptImage {
  readonly name: string;
  readonly problem: string;
}

/** Images that can't be decoded. */
export function corruptImagesError(
  root: string,
  corrupt: readonly CorruptImage[],
  images: number,
): KnownError {
  const [first] = corrupt;
  const others = corrupt.slice(1).map(({ name }) => name);
  return new KnownError(
    "corrupt-images",
    `${corrupt.length} of ${images} images in ${root} can't be used: ${JSON.stringify(first?.name)} ${first?.problem}${others.length > 0 ? `; also ${listed(others)}` : ""}.`,
    "Mend or remove them, or leave them out with --skip-corrupt.",
  );
}

/** Every image was left out. */
export function noGoodImagesError(root: string, corrupt: readonly CorruptImage[]): KnownError {
  return new KnownError(
    "no-good-images",
    `None of the ${corrupt.length} images in ${root} can be used: ${JSON.stringify(corrupt[0]?.name)} ${corrupt[0]?.problem}.`,
    "Give images in JPEG, PNG, WebP or AVIF.",
  );
}

/** The decoder's native part is not there. */
export function noDecoderError(reason: string): KnownError {
  return new KnownError(
    "no-decoder",
    `The image decoder can't be loaded (${reason.split("\n")[0] ?? ""}).`,
    "Run `npm install` again with optional dependencies; the package `sharp` has a part for each platform.",
  );
}
