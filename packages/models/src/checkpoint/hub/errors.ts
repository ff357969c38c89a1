import { KnownError } from "@vmoe-bench/contracts";

/** A name that starts with "hf:" and can't be one on the hub. */
export function hubNameError(name: string): KnownError {
  return new KnownError(
    "hub-name",
    `"${name}" is not a model's name on the hub.`,
    'Write it as "hf:owner/name", or "hf:owner/name@revision".',
  );
}

/** The model is not here, and may not be downloaded. */
export function notDownloadedError(name: string, host: string): KnownError {
  return new KnownError(
    "not-downloaded",
    `${name} was not downloaded yet, and nothing is downloaded unless it is asked for.`,
    `Add --allow-download to run or import to get it from ${host} once; it is kept after that.`,
  );
}

/** The hub can't be reached, does not have the file, or sends another one. */
export function hubDownloadError(url: string, reason: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "hub-download",
    `The download of ${url} failed: ${reason}.`,
    "Look at the name and the network and try again, or download the files another way and name their folder.",
    options,
  );
}
