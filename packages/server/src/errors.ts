import { KnownError } from "@vmoe-bench/contracts";

/** Something else listens there. */
export function portInUseError(host: string, port: number): KnownError {
  return new KnownError(
    "port-in-use",
    `Port ${port} of ${host} is in use by another program.`,
    "Stop that program, or choose another port with --port; 0 takes a free one.",
  );
}

/** The address is not one of this machine, or this user may not listen there. */
export function cannotListenError(host: string, port: number, why: string): KnownError {
  return new KnownError(
    "cannot-listen",
    `The server can't listen on ${host}, port ${port}: ${why}.`,
    "Give an address of this machine with --host, and a port above 1023 with --port.",
  );
}

/** The page's bundle is not there. */
export function pageNotBuiltError(folder: string): KnownError {
  return new KnownError(
    "page-not-built",
    `There is no page in ${folder}: it has no index.html.`,
    "Build it: npm run build.",
  );
}

/** A folder that a page is to read from has no prepared model. */
export function noPreparedModelError(folder: string): KnownError {
  return new KnownError(
    "no-prepared-model",
    `There is no prepared model in ${folder}: it has no readable manifest.json.`,
    "Run the suite again: it prepares the model anew.",
  );
}

/** More images than a page can hold. */
export function pageDataTooLargeError(name: string, bytes: number, most: number): KnownError {
  return new KnownError(
    "page-data-too-large",
    `The images of ${name} are ${(bytes / 1e9).toFixed(1)} GB, and a page holds ${most / 1e9} GB at most.`,
    "Take fewer images with --images, or leave the backends of browsers out with --backend.",
  );
}
