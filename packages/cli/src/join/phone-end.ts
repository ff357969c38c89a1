import { resumeCommand } from "@vmoe-bench/bench/run";
import { answerText, nextSteps } from "../output/answer-text.ts";
import { rowsOf } from "@vmoe-bench/report";
import { stdoutLayout } from "../terminal/layout.ts";
import { duration } from "../terminal/status-line.ts";
import type { MeasuredPage } from "./measure-page.ts";
import { plainText } from "./plain-text.ts";

type Ended = Pick<MeasuredPage, "run" | "summary" | "outcome" | "tookMs">;

/** The few lines of a device's answer; null of one that left before a speed was compared. */
export function answerOfPhone(ended: Ended, full: boolean): string | null {
  const { run, summary, outcome } = ended;
  const layout = stdoutLayout();
  const below = rowsOf([endOfPhone(ended)], layout.width);
  const isCompared = summary.rows.some(({ ratio }) => ratio !== null);
  if (outcome.status === "aborted" && !isCompared) return null;
  return answerText([summary], full, nextSteps(run), below, layout).trimEnd();
}

/** One line: what became of a device, and where its records are. */
export function endOfPhone({ run, summary, outcome, tookMs }: Ended): string {
  const { completed, failed } = summary.blocks;
  const name = plainText(run.manifest.device.name);
  const measured = `${completed} block${completed === 1 ? "" : "s"} in ${duration(tookMs)}`;
  if (outcome.status === "aborted")
    return `${name}: stopped after ${measured}. Go on with: ${resumeCommand(run)}`;
  const failures = failed === 0 ? "" : ` ${failed} failed; try them again: ${resumeCommand(run)}.`;
  return `${name}: ${measured}.${failures} Records: ${run.dir}`;
}
