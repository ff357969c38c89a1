import { armKey, type Block, type BlockRecord } from "@vmoe-bench/contracts";
import { median } from "@vmoe-bench/measure";
import type { RunReporter } from "@vmoe-bench/runner";
import { duration, StatusLine } from "./status-line.ts";

/** Says on stderr how a run goes: a line a block, and on a terminal the progress within it. */
export function runProgress(status: StatusLine = new StatusLine()): RunReporter {
  let total = 0;
  let left = 0;
  let position = 0;
  const heading = () => `[${String(position + 1).padStart(String(total).length)}/${total}]`;
  return {
    planned(manifest, remainingMs) {
      total = manifest.blocks.length;
      left = remainingMs;
      status.line(
        `${manifest.suite.name}: ${total} blocks on ${manifest.device.name}, about ${duration(remainingMs)}.`,
      );
    },
    blockStarted(block, at) {
      position = at;
      status.update(`${heading()} ${describe(block)}, ${duration(left)} left`);
    },
    blockEvent(block, event) {
      if (event.type !== "progress") return;
      const percent = Math.min(100, Math.round((100 * event.done) / event.total));
      status.update(`${heading()} ${describe(block)} ${percent} %, ${duration(left)} left`);
    },
    blockEnded(record, remainingMs) {
      position = record.position;
      left = remainingMs;
      status.line(`${heading()} ${record.task} ${armKey(record.arm)}: ${ending(record)}`);
    },
  };
}

function describe({ arm, task }: Block): string {
  return `${task.kind} ${armKey(arm)}`;
}

function ending(record: BlockRecord): string {
  switch (record.status) {
    case "completed": {
      const { measurement } = record;
      if (measurement.kind === "latency") {
        const { samplesMs } = measurement;
        return `median ${median(samplesMs)?.toFixed(3) ?? "–"} ms of ${samplesMs.length} samples`;
      }
      return `${measurement.labels.length} images, ${Math.round(measurement.imagesPerSecond)} images/s`;
    }
    case "unsupported":
      return `unsupported: ${record.reason}`;
    case "failed":
      return `failed: ${record.failure.message}`;
    case "aborted":
      return "aborted";
  }
}
