import type { Unavailable } from "@vmoe-bench/contracts";
import type { Machine, SetupReporter } from "../machine/machine.ts";
import type { TfjsPackage } from "./tfjs-package.ts";

export interface Making {
  /** A copy of the package's build inputs, on the cache's disk. */
  readonly folder: string;
  readonly tfjs: TfjsPackage;
  readonly machine: Machine;
  readonly reporter: SetupReporter;
  readonly signal: AbortSignal | undefined;
}

/** One way to get tfjs-node's native part. */
export interface Source {
  readonly via: "own-download" | "wheel";
  /** As a sentence names it. */
  readonly name: string;
  /** What this way would give, for the cache's key; another version of it has another one. */
  readonly edition: string;
  /**
   * Fills `folder/deps` and `folder/lib`.
   * @throws KnownError when this way is closed here, with the remedy
   */
  make(making: Making): Promise<void>;
}

/** Name to version, of what set-up got: "tfjs-node" and "tensorflow". */
export type Versions = Readonly<Record<string, string>>;

/** Where a native part was found, or how it was made. */
type Via = "already" | "cache" | "own-download" | "wheel";

/** The native part is in place, or why it can't be had here and what to do about it. */
export type SetupOutcome =
  { readonly available: true; readonly via: Via; readonly versions: Versions } | Unavailable;
