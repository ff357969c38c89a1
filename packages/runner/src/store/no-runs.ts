import { KnownError } from "@vmoe-bench/contracts";

export class NoRunsError extends KnownError {
  override readonly code = "no-runs";

  constructor(folder: string) {
    super(`There are no runs in ${folder}.`, "Make one with `vmoe-bench run`.");
  }
}
