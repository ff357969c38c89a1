import { armKey, type BlockPlan, type BlockRecord, type PageEntry } from "@vmoe-bench/contracts";
import type { RunReporter } from "@vmoe-bench/runner";
import type { PageConnection } from "@vmoe-bench/server";
import { endingOf } from "../progress/run-progress.ts";
import { duration } from "../terminal/status-line.ts";

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
