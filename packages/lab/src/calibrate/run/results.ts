import { readFile } from "node:fs/promises";
import { cpus, platform } from "node:os";
import { join } from "node:path";
import { calibrationPage } from "../page/page.ts";
import { plotSvg } from "../page/plot.ts";
import { resultSchema, type CalibrationResult } from "../page/result.ts";
import type { Findings } from "../experiments/experiment.ts";
import { checkJson } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";

interface Taken {
  readonly name: string;
  readonly takenAt: Date;
  readonly tookSeconds: number;
}

/** Keeps what an experiment found, with when and where. */
export async function writeResult(
  out: string,
  findings: Findings,
  { name, takenAt, tookSeconds }: Taken,
): Promise<void> {
  const processors = cpus();
  const machine = `${processors[0]?.model.trim() ?? "unknown CPU"}, ${processors.length} cores, ${platform()}, Node ${process.versions.node}`;
  const result: CalibrationResult = resultSchema.parse({
    schemaVersion: 1,
    name,
    takenAt: takenAt.toISOString(),
    tookSeconds,
    machine,
    ...findings,
  });
  await writeFileWhole(pathOf(out, name), `${JSON.stringify(result)}\n`);
}

/**
 * Writes the page and its plots from the results that are kept.
 * @param names in the page's order; those without a result are left out
 * @throws InvalidValueError for a result that is broken or from another version
 */
export async function writePage(
  out: string,
  names: readonly string[],
): Promise<CalibrationResult[]> {
  const results: CalibrationResult[] = [];
  for (const name of names) {
    const path = pathOf(out, name);
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) results.push(checkJson(resultSchema, text, path));
  }
  for (const plot of results.flatMap(({ plots }) => plots))
    await writeFileWhole(join(out, "calibration", plot.file), plotSvg(plot));
  await writeFileWhole(join(out, "calibration.md"), calibrationPage(results));
  return results;
}

export async function hasResult(out: string, name: string): Promise<boolean> {
  return (await readFile(pathOf(out, name)).catch(() => undefined)) !== undefined;
}

function pathOf(out: string, name: string): string {
  return join(out, "calibration", `${name}.json`);
}
