import { KnownError } from "@vmoe-bench/contracts";
import { listed } from "./scan-errors.ts";

/** What is wrong with one image; it becomes part of a {@link CorruptImagesError} or is counted. */
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
export class CorruptImagesError extends KnownError {
  override readonly code = "corrupt-images";

  constructor(root: string, corrupt: readonly CorruptImage[], images: number) {
    const [first] = corrupt;
    const others = corrupt.slice(1).map(({ name }) => name);
    super(
      `${corrupt.length} of ${images} images in ${root} can't be used: ${JSON.stringify(first?.name)} ${first?.problem}${others.length > 0 ? `; also ${listed(others)}` : ""}.`,
      "Mend or remove them, or leave them out with --skip-corrupt.",
    );
  }
}

/** Every image was left out. */
export class NoGoodImagesError extends KnownError {
  override readonly code = "no-good-images";

  constructor(root: string, corrupt: readonly CorruptImage[]) {
    super(
      `None of the ${corrupt.length} images in ${root} can be used: ${JSON.stringify(corrupt[0]?.name)} ${corrupt[0]?.problem}.`,
      "Give images in JPEG, PNG, WebP or AVIF.",
    );
  }
}

/** The decoder's native part is not there. */
export class NoDecoderError extends KnownError {
  override readonly code = "no-decoder";

  constructor(reason: string) {
    super(
      `The image decoder can't be loaded (${reason.split("\n")[0] ?? ""}).`,
      "Run `npm install` again with optional dependencies; the package `sharp` has a part for each platform.",
    );
  }
}
