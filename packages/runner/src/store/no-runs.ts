import { KnownError } from "@vmoe-bench/contracts";

export function noRunsError(folder: string): KnownError {
  return new KnownError(
    "no-runs",
    `There are no runs in ${folder}.`,
    "Make one with `vmoe-bench run`.",
  );
}
