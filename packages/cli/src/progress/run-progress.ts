import {
  armKey,
  type BlockPlan,
  type BlockRecord,
  type Measurement,
  type Proof,
} from "@vmoe-bench/contracts";
import { median } from "@vmoe-bench/measure";
import type { RunReporter } from "@vmoe-bench/runner";
import {
  type FinishedRun,
  resumeCommand,
  runBenchmark,
  type RunSetup,
  type StoredRun,
} from "@vmoe-bench/bench/run";
import { duration, megabytes, StatusLine } from "../terminal/print.ts";
import { withInterrupt } from "../terminal/interrupt.ts";
import { terminalReporter } from "./terminal-reporter.ts";

/** Says on stderr how a run goes: a line a block, and on a terminal the progress within it. */
export function runProgress(
  status: Pick<StatusLine, "line" | "update"> = new StatusLine(),
): RunReporter {
  let total = 0;
  let left = 0;
  let position = 0;
  /** Keys of arms that were said to be left out before the run began. */
  let leftOut: ReadonlySet<string> = new Set();
  /** What was told of a model on a backend, which each of its arms would say again. */
  const told = new Set<string>();
  const heading = () => `[${String(position + 1).padStart(String(total).length)}/${total}]`;
  return {
    planned(manifest, remainingMs, refused) {
      leftOut = refused;
      total = manifest.blocks.length;
      left = remainingMs;
      const time = duration(remainingMs);
      const about =
        manifest.suite.budgetSeconds === null
          ? `about ${time}, and more rounds where intervals stay wide`
          : `at most ${time}; less where all is answered sooner`;
      status.line(`${manifest.suite.name} on ${manifest.device.name}: ${about}.`);
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
    coolingDown(block, repeat, ms) {
      status.line(
        `${heading()} ${describe(block)}: throttled; again after ${duration(ms)} (${repeat} of 3)`,
      );
    },
    suspended(block, repeat, ms) {
      status.line(
        `${heading()} ${describe(block)}: it stood still for ${duration(ms)}; again (${repeat} of 3)`,
      );
    },
    outOfTime(block) {
      const images = block.task.kind === "accuracy" ? "; --images gives it fewer" : "";
      status.line(`${heading()} ${describe(block)}: stopped, its time was over (--time)${images}`);
    },
    blockEnded(record, remainingMs) {
      position = record.position;
      left = remainingMs;
      if (record.status === "unsupported") {
        const { model, backend } = record.arm;
        const known = [model, backend, record.reason].join("\n");
        if (leftOut.has(armKey(record.arm)) || told.has(known)) return;
        told.add(known);
      }
      status.line(`${heading()} ${record.task} ${armKey(record.arm)}: ${endingOf(record)}`);
    },
  };
}

function describe({ arm, task }: BlockPlan): string {
  return `${task.kind} ${armKey(arm)}`;
}

/** How a block ended, in a few words. */
export function endingOf(record: BlockRecord): string {
  switch (record.status) {
    case "completed":
      return found(record.measurement);
    case "unsupported":
      return `unsupported: ${record.reason}`;
    case "failed":
      return `failed: ${record.failure.message}`;
    case "aborted":
      return "aborted";
  }
}

function found(measurement: Measurement): string {
  switch (measurement.kind) {
    case "latency": {
      const { samplesMs } = measurement;
      return `median ${median(samplesMs)?.toFixed(3) ?? "–"} ms of ${samplesMs.length} samples`;
    }
    case "accuracy": {
      const { labels, predicted, imagesPerSecond } = measurement;
      const right = labels.filter((label, i) => label === predicted[i]).length;
      const part = ((100 * right) / labels.length).toFixed(2);
      return `${part} % of ${labels.length} images right, ${Math.round(imagesPerSecond)} images/s`;
    }
    case "footprint": {
      const { residentBytes, bytesRead } = measurement;
      return `${megabytes(residentBytes.peak)} at most, ${megabytes(bytesRead.beforeFirst)} read first`;
    }
    case "proof":
      return measurement.proofs.map(proofText).join(", ");
  }
}

function proofText(proof: Proof): string {
  if (proof.method === "none") return `no proof (${proof.reason})`;
  return `${proof.method} ${proof.holds ? "holds" : "does NOT hold"}`;
}

/** Runs what `setUp` finds to be run, and says on the terminal how it goes. Ctrl-C ends it with what it has. */
export function measured(setUp: (signal: AbortSignal) => Promise<RunSetup>): Promise<FinishedRun> {
  let command: string | undefined;
  const remedy = () =>
    command === undefined
      ? "Nothing was measured yet; start it again."
      : `The blocks that finished are kept. Go on with: ${command}`;
  const onStore = (run: StoredRun) => {
    command = resumeCommand(run);
  };
  const status = new StatusLine();
  return withInterrupt(remedy, async (signal) =>
    runBenchmark(await setUp(signal), {
      reporter: runProgress(status),
      signal,
      onStore,
      preparation: terminalReporter(status),
    }),
  );
}
