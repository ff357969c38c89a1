/** Whether all of the samples are times: finite numbers, none below zero. */
export function areTimes(samples: readonly number[]): boolean {
  return samples.every((ms) => Number.isFinite(ms) && ms >= 0);
}
