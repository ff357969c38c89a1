import { resumeCommand } from "@vmoe-bench/bench/run";
import { rowsOf, type Summary } from "@vmoe-bench/report";
import { armKey, type BlockPlan, type BlockRecord, type PageEntry } from "@vmoe-bench/contracts";
import type { RunOnDisk, RunOutcome, RunReporter } from "@vmoe-bench/runner";
import type { PageConnection } from "@vmoe-bench/server";
import { answerText, nextSteps } from "../output/run-text.ts";
import { plainText, stdoutLayout } from "../terminal/layout.ts";
import { duration } from "../terminal/print.ts";
import { endingOf } from "../progress/run-progress.ts";

export interface MeasuredPage {
  readonly run: RunOnDisk;
  readonly summary: Summary;
  readonly outcome: RunOutcome;
  /** How long the whole run took here. */
  readonly tookMs: number;
}

/** The few lines of a device's answer; null of one that left before a speed was compared. */
export function answerOfPhone(ended: MeasuredPage, full: boolean): string | null {
  const { run, summary, outcome } = ended;
  const layout = stdoutLayout();
  const below = rowsOf([endOfPhone(ended)], layout.width);
  const isCompared = summary.rows.some(({ ratio }) => ratio !== null);
  if (outcome.status === "aborted" && !isCompared) return null;
  return answerText([summary], full, nextSteps(run), below, layout).trimEnd();
}

/** One line: what became of a device, and where its records are. */
export function endOfPhone({ run, summary, outcome, tookMs }: MeasuredPage): string {
  const { completed, failed } = summary.blocks;
  const name = plainText(run.manifest.device.name);
  const measured = `${completed} block${completed === 1 ? "" : "s"} in ${duration(tookMs)}`;
  if (outcome.status === "aborted")
    return `${name}: stopped after ${measured}. Go on with: ${resumeCommand(run)}`;
  const failures = failed === 0 ? "" : ` ${failed} failed; try them again: ${resumeCommand(run)}.`;
  return `${name}: ${measured}.${failures} Records: ${run.dir}`;
}

/** Tells a page, and the terminal's line of it, how its run goes. */
export function phoneProgress(
  page: Pick<PageConnection, "tell">,
  update: (text: string) => void,
  now: () => number = () => performance.now(),
): RunReporter {
  const started = now();
  let left = { ms: 0, atMs: started };
  /** What was told of a backend that does not run here, which each of its arms would say again. */
  const refused = new Set<string>();
  const tell = (pause: string | null, entry?: PageEntry): void => {
    const elapsedMs = now() - started;
    const leftMs = Math.max(0, left.ms - (now() - left.atMs));
    page.tell({ elapsedMs, leftMs, pause }, entry);
    const part = elapsedMs === 0 ? 0 : elapsedMs / (elapsedMs + leftMs);
    update(`${Math.floor(100 * part)} %, ${duration(leftMs)} left`);
  };
  const remains = (ms: number) => (left = { ms, atMs: now() });
  const thrownAway = (block: BlockPlan, why: string, repeat: number, pause: string | null) => {
    const outcome = `${why}: this try was thrown away, and it is measured again (${repeat} of 3)`;
    tell(pause, { what: nameOf(block.task.kind, block), outcome, status: "discarded" });
  };
  return {
    planned(_, remainingMs) {
      remains(remainingMs);
      tell(null);
    },
    blockStarted: () => tell(null),
    coolingDown(block, repeat, ms) {
      const pause = `This device is throttled. It cools down for ${duration(ms)}.`;
      thrownAway(block, "throttled", repeat, pause);
    },
    suspended: (block, repeat, ms) =>
      thrownAway(block, `it stood still for ${duration(ms)}`, repeat, null),
    outOfTime(block) {
      const outcome = "stopped: its time was over (--time)";
      tell(null, { what: nameOf(block.task.kind, block), outcome, status: "aborted" });
    },
    blockEnded(record, remainingMs) {
      remains(remainingMs);
      if (record.status !== "unsupported") return tell(null, entryOf(record));
      const known = `${record.arm.backend} ${record.reason}`;
      tell(null, refused.has(known) ? undefined : entryOf(record));
      refused.add(known);
    },
  };
}

function entryOf(record: BlockRecord): PageEntry {
  const stays = record.status === "completed" && record.cooling?.throttled === true;
  const outcome = `${endingOf(record)}${stays ? "; throttled, and kept" : ""}`;
  const what = record.status === "unsupported" ? record.arm.backend : nameOf(record.task, record);
  return { what, outcome, status: record.status };
}

function nameOf(task: BlockRecord["task"], { arm }: Pick<BlockPlan, "arm">): string {
  return `${task.charAt(0).toUpperCase()}${task.slice(1)} · ${armKey(arm)}`;
}
