import { join } from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";
import type { EpochRecord } from "../run/epoch-record.ts";
import { curveColumns } from "./curve-columns.ts";
import { eventFile } from "./event-file.ts";

/** In TensorBoard's pattern; it goes by the name. */
const eventFileName = "events.out.tfevents.0.vmoe-bench";

/**
 * Writes a run's curve so far for other programs: a table and TensorBoard's events.
 * @param folder of the run
 * @throws FileNotWritableError
 */
export async function writeCurves(folder: string, curve: readonly EpochRecord[]): Promise<void> {
  await writeFileWhole(join(folder, "curve.csv"), curveCsv(curve));
  await writeFileWhole(join(folder, eventFileName), eventFile(curve));
}

export function curveCsv(curve: readonly EpochRecord[]): string {
  const rows = curve.map((record) => curveColumns.map(({ value }) => value(record) ?? ""));
  return [curveColumns.map(({ name }) => name), ...rows]
    .map((row) => `${row.join(",")}\n`)
    .join("");
}
