import type { Machine } from "../machine/machine.ts";
import type { SetupReporter } from "../reporter.ts";
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
