import { armKey } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { safeText } from "./safe-text.ts";

/** Bencher takes no longer name. */
const longestName = 1_024;

/**
 * "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1 on cifar-10/test": the same from run to run, whether
 * the data set is the suite's own or one of several.
 */
export function benchmarkName({ device, data }: Summary, { arm }: Row): string {
  return safeText(`${device.id}: ${armKey({ ...arm, data: arm.data ?? data })}`).slice(
    0,
    longestName,
  );
}
