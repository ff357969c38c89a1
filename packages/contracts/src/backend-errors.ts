import { KnownError } from "./errors.ts";

export interface UnsupportedErrorOptions extends ErrorOptions {
  /** "unsupported" unless told. */
  readonly code?: string;
}

/**
 * What was asked can't be run here, or a model's files hold nothing that can be run. Becomes an
 * `unsupported` record, not a failure: the other arms of a run go on.
 */
export class UnsupportedError extends KnownError {
  constructor(
    message: string,
    remedy: string,
    { code = "unsupported", ...options }: UnsupportedErrorOptions = {},
  ) {
    super(code, message, remedy, options);
  }
}

/** Images of another shape than the model was loaded for. */
export class WrongShapeError extends KnownError {
  constructor(expected: readonly number[], actual: readonly number[], values: number) {
    super(
      "wrong-shape",
      `Expected images of shape [${expected.join(",")}], got [${actual.join(",")}] with ${values} values.`,
      "Pass images of the size, the channels and the batch that the model was loaded for.",
    );
  }
}

/** A model was used after it was closed. */
export class ClosedModelError extends KnownError {
  constructor() {
    super(
      "closed-model",
      "The model was run after it was closed.",
      "Load it again before running it.",
    );
  }
}

/**
 * @throws WrongShapeError unless `actual` holds images of exactly the expected shape
 */
export function requireShape(
  expected: readonly number[],
  actual: { readonly dims: readonly number[]; readonly data: Float32Array },
): void {
  const same =
    expected.every((d, i) => d === actual.dims[i]) && expected.length === actual.dims.length;
  const values = expected.reduce((a, b) => a * b, 1);
  if (!same || actual.data.length !== values)
    throw new WrongShapeError(expected, actual.dims, actual.data.length);
}
