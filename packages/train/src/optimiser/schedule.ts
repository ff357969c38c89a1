/** Steps are counted from 0. */
export interface Schedule {
  readonly peak: number;
  readonly warmUpSteps: number;
  readonly steps: number;
}

/**
 * The learning rate of a step: up linearly, reaching the peak in the last warm-up step, then down
 * along half a cosine that would reach 0 one step after the last.
 */
export function learningRate(step: number, { peak, warmUpSteps, steps }: Schedule): number {
  if (step < warmUpSteps) return (peak * (step + 1)) / warmUpSteps;
  const done = (step - warmUpSteps) / (steps - warmUpSteps);
  return (peak / 2) * (1 + Math.cos(Math.PI * done));
}
