import type { Unavailable } from "@vmoe-bench/contracts";

/** Name to version, of what set-up got: "tfjs-node" and "tensorflow". */
export type Versions = Readonly<Record<string, string>>;

/** Where a native part was found, or how it was made. */
export type Via = "already" | "cache" | "own-download" | "wheel";

/** The native part is in place, or why it can't be had here and what to do about it. */
export type SetupOutcome =
  { readonly available: true; readonly via: Via; readonly versions: Versions } | Unavailable;
