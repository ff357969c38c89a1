import type { ProbeReading, Probes } from "@vmoe-bench/contracts";

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
