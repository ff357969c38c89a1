import { Bench } from "tinybench";
import { KnownError } from "@vmoe-bench/contracts";
import type { Clock } from "../clock.ts";

/** One timed call; the timed window is from this call to the moment its promise resolves. */
type Run = () => Promise<unknown>;

/**
 * Times `count` calls one after another with tinybench and returns their durations in ms, in the
 * order they ran. tinybench sorts the samples it keeps, and we need each beside its images; so we
 * hand it a clock that keeps its readings: two a sample, right before the call and right after.
 *
 * Fewer than `count` come back when `signal` aborts.
 * @throws whatever `run` throws
 * @throws `clock` when the clock went back or gave no number
 */
export async function timeRuns(
  run: Run,
  count: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<number[]> {
  const readings: number[] = [];
  let last = -Infinity;
  const bench = new Bench({
    now: () => {
      const now = clock.now();
      // Refused here: tinybench would count time that goes back and never end.
      if (!(now >= last)) throw clockError(clock.name, now - last);
      last = now;
      readings.push(now);
      return now;
    },
    iterations: count,
    time: 0,
    warmup: false,
    throws: true,
    ...(signal === undefined ? {} : { signal }),
  });
  // `async: true`, or tinybench would call `run` once more to find out.
  await bench.add("run", run, { async: true }).run();
  return durations(readings);
}

function durations(readings: readonly number[]): number[] {
  const samples: number[] = [];
  for (let i = 0; i + 1 < readings.length; i += 2)
    samples.push((readings[i + 1] ?? NaN) - (readings[i] ?? NaN));
  return samples;
}

/** The clock went back, or gave something that is not a number. */
export function clockError(name: string, ms: number): KnownError {
  return new KnownError(
    "clock",
    `The clock "${name}" measured a duration of ${ms} ms.`,
    "Run again on a machine whose clock is steady; a suspended or migrated virtual machine is not.",
  );
}

/** The run was asked to end while it measured. */
export function abortedError(): KnownError {
  return new KnownError(
    "aborted",
    "The block was aborted.",
    "Start the run again when you want its result.",
    { exitCode: 1 },
  );
}

/** `setImmediate` where there is one; pages have only timers. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
