import { armKey } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { safeText } from "./safe-text.ts";

/** Bencher takes no longer name. */
const longestName = 1_024;

/** "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1": the same from run to run. */
export function benchmarkName({ device }: Summary, { arm }: Row): string {
  return safeText(`${device.id}: ${armKey(arm)}`).slice(0, longestName);
}
