import type { Conditions, GpuProbe, ProbeReading, Probes } from "@vmoe-bench/contracts";
import type { Clock } from "./clock.ts";
import { median } from "./stats/quantile.ts";

/** Read before and after each latency block (rule 9). */
export interface NoiseProbe {
  read(): Promise<ProbeReading>;
}

interface NoiseProbeOptions {
  readonly clock: Clock;
  /** In ms; no reading is shorter. */
  readonly resolutionMs: number;
  /** The backend's, where it runs on a GPU. */
  readonly openGpuProbe?: (() => Promise<GpuProbe>) | undefined;
  /** What the system says of itself; absent where the host can't ask. */
  readonly conditions?: () => Promise<Conditions>;
  /** The fixed work on one core; tests have their own. */
  readonly work?: () => unknown;
}

/** The first runs compile the work, and wake a sleeping core. */
const unread = 5;
/** The median of these is the reading: one that was interrupted tells nothing. */
const read = 9;

export function createNoiseProbe(options: NoiseProbeOptions): NoiseProbe {
  const { clock, work = cpuWork, resolutionMs, openGpuProbe, conditions } = options;
  const middle = async (run: () => unknown): Promise<number> => {
    const times: number[] = [];
    for (let i = 0; i < unread + read; i++) {
      const start = clock.now();
      await run();
      if (i >= unread) times.push(clock.now() - start);
    }
    return Math.max(resolutionMs, median(times) ?? 0);
  };
  return {
    async read() {
      const cpuMs = await middle(work);
      const gpuMs = openGpuProbe === undefined ? null : await gpuReading(openGpuProbe, middle);
      return { cpuMs, gpuMs, conditions: (await conditions?.()) ?? null };
    },
  };
}

async function gpuReading(
  open: () => Promise<GpuProbe>,
  middle: (run: () => Promise<void>) => Promise<number>,
): Promise<number> {
  const probe = await open();
  try {
    return await middle(() => probe.run());
  } finally {
    await probe.close();
  }
}

const size = 4_096;
const passes = 600;

/**
 * A fixed piece of work on one core, a few ms long: multiply-adds over a table that stays in the
 * first cache, so that it tells what the core gives and not what memory does.
 * @returns depends on all of it, so that no compiler leaves any of it out
 */
function cpuWork(): number {
  const table = new Float64Array(size).fill(1);
  let sum = 0;
  for (let pass = 0; pass < passes; pass++)
    for (let i = 0; i < size; i++) {
      const value = (table[i] ?? 0) * 0.999 + i * 1e-6;
      table[i] = value;
      sum += value;
    }
  return sum;
}

/** The best that a device was seen to give. */
export type ProbeBaseline = Pick<ProbeReading, "cpuMs" | "gpuMs">;

/** Rule 9: a probe that takes longer than this, relative to its baseline. */
const limit = 1.1;

/** The baseline with a block's probes seen, too. */
export function bestOf(baseline: ProbeBaseline | undefined, { before, after }: Probes) {
  const cpu = [before.cpuMs, after.cpuMs, baseline?.cpuMs ?? Infinity];
  const gpu = [before.gpuMs, after.gpuMs, baseline?.gpuMs ?? null].filter((ms) => ms !== null);
  return { cpuMs: Math.min(...cpu), gpuMs: gpu.length === 0 ? null : Math.min(...gpu) };
}

/** Whether the machine gave less than it can, before the block or after it. */
export function isThrottled(baseline: ProbeBaseline, { before, after }: Probes): boolean {
  return [before, after].some(
    ({ cpuMs, gpuMs }) =>
      cpuMs > limit * baseline.cpuMs ||
      (gpuMs !== null && baseline.gpuMs !== null && gpuMs > limit * baseline.gpuMs),
  );
}
