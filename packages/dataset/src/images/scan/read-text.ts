import { readFileSync, statSync } from "node:fs";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { NoImageSourceError, ScanLimitError } from "../../errors/scan-errors.ts";
import { limits } from "../limits.ts";

/** @throws NoImageSourceError, ScanLimitError */
export function readLabelText(path: string): string {
  try {
    if (statSync(path).size > limits.labelFileBytes)
      throw new ScanLimitError(path, `${limits.labelFileBytes / 2 ** 20} MiB`);
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = systemErrorCode(error);
    if (error instanceof ScanLimitError || code === undefined) throw error;
    throw new NoImageSourceError(path, code);
  }
}
