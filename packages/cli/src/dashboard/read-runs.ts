import { messageOf } from "@vmoe-bench/contracts";
import { readRun, type RunOnDisk } from "@vmoe-bench/runner";
import type { StatusLine } from "../terminal/status-line.ts";
import { leftOut } from "../output/left-out.ts";

/**
 * Runs one after the other, so that only one is in memory.
 * @param named whether somebody asked for these: then one that can't be read ends the program, else
 * it is named and left out
 */
export async function* readRuns(
  dirs: readonly string[],
  status: StatusLine,
  named: boolean,
): AsyncGenerator<RunOnDisk> {
  for (const [i, dir] of dirs.entries()) {
    status.update(`reading run ${i + 1} of ${dirs.length}`);
    try {
      yield await readRun(dir);
    } catch (error) {
      if (named) throw error;
      status.line(leftOut(messageOf(error)));
    }
  }
}
