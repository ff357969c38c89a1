import type { LongWork, PreparationReporter } from "@vmoe-bench/contracts";
import { duration, StatusLine } from "../terminal/status-line.ts";

/** Between two updates of the line, in ms. */
const everyMs = 200;

/** Shows on a terminal how far decoding and downloads are; sentences go to stderr wherever that is. */
export function terminalReporter(line = new StatusLine()): PreparationReporter {
  let started = 0;
  let last = 0;
  let current = "";
  return {
    note: (sentence) => line.line(sentence),
    progress(work) {
      const now = performance.now();
      if (work.what !== current) [current, started, last] = [work.what, now, 0];
      if (now - last < everyMs) return;
      last = now;
      line.update(textOf(work, now - started));
    },
    progressEnded() {
      current = "";
      line.clear();
    },
  };
}

function textOf({ what, done, total, unit }: LongWork, elapsedMs: number): string {
  const left = done === 0 ? "" : `, ${duration((elapsedMs / done) * (total - done))} left`;
  const amount = unit === "bytes" ? megabytes : count;
  return `${what}: ${amount(done)} of ${amount(total)}${unit === "bytes" ? " MB" : ""}${left}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function count(images: number): string {
  return images.toLocaleString("en");
}
