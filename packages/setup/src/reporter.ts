/** Told what set-up is doing, as it does it. */
export interface SetupReporter {
  /** A new step has begun; a short phrase without a full stop. */
  step(text: string): void;
  /** How far the step is, in bytes. Not every step can tell. */
  progress?(done: number, total: number): void;
}
