import { KnownError } from "@vmoe-bench/contracts";

/** A name that starts with "hf:" and can't be one on the hub. */
export class HubNameError extends KnownError {
  override readonly code = "hub-name";

  constructor(name: string) {
    super(
      `"${name}" is not a model's name on the hub.`,
      'Write it as "hf:owner/name", or "hf:owner/name@revision".',
    );
  }
}

/** The model is not here, and may not be downloaded. */
export class NotDownloadedError extends KnownError {
  override readonly code = "not-downloaded";

  constructor(name: string, host: string) {
    super(
      `${name} was not downloaded yet, and nothing is downloaded unless it is asked for.`,
      `Add --allow-download to run or import to get it from ${host} once; it is kept after that.`,
    );
  }
}

/** The hub can't be reached, does not have the file, or sends another one. */
export class HubDownloadError extends KnownError {
  override readonly code = "hub-download";

  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      `The download of ${url} failed: ${reason}.`,
      "Look at the name and the network and try again, or download the files another way and name their folder.",
      options,
    );
  }
}
