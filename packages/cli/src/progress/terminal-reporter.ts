import type { LongWork, PreparationReporter } from "@vmoe-bench/contracts";
import { duration, StatusLine } from "../terminal/print.ts";

/** Between two updates of the line, in ms. */
const everyMs = 200;
/** Time left is not said before this part is done: it would jump. */
const leastPart = 1 / 20;

interface Going {
  readonly work: LongWork;
  readonly startedMs: number;
}

/**
 * Shows on a terminal how far decoding and downloads are, those that go side by side in one line;
 * sentences go to stderr wherever that is.
 */
export function terminalReporter(
  line: Pick<StatusLine, "line" | "update" | "clear"> = new StatusLine(),
  now: () => number = () => performance.now(),
): PreparationReporter {
  const going = new Map<string, Going>();
  let shownMs = -Infinity;
  const show = () => {
    shownMs = now();
    if (going.size === 0) line.clear();
    else line.update([...going.values()].map((one) => textOf(one, shownMs)).join("; "));
  };
  return {
    note(sentence) {
      line.line(sentence);
      show();
    },
    progress(work) {
      const startedMs = going.get(work.what)?.startedMs;
      going.set(work.what, { work, startedMs: startedMs ?? now() });
      if (startedMs === undefined || now() - shownMs >= everyMs) show();
    },
    progressEnded(what) {
      if (going.delete(what)) show();
    },
  };
}

function textOf({ work, startedMs }: Going, nowMs: number): string {
  const { what, done, total, unit } = work;
  const leftMs = ((nowMs - startedMs) / done) * (total - done);
  const left = done < total * leastPart || done === 0 ? "" : `, ${duration(leftMs)} left`;
  const amount = unit === "bytes" ? megabytes : count;
  return `${what}: ${amount(done)} of ${amount(total)}${unit === "bytes" ? " MB" : ""}${left}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function count(images: number): string {
  return images.toLocaleString("en");
}
