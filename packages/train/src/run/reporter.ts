import type { EpochRecord } from "./epoch-record.ts";

/** Where a run is within an epoch; losses and accuracy are the epoch's so far. */
export interface StepProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** From 1 in each epoch. */
  readonly step: number;
  readonly steps: number;
  readonly imagesPerSecond: number;
  readonly loss: number;
  /** Undefined for a dense model. */
  readonly routerLoss: number | undefined;
  readonly accuracy: number;
  /** For the rest of this model's epochs. */
  readonly secondsLeft: number;
}

/** Hears how training goes. Each method is optional and called as things happen. */
export interface TrainingReporter {
  /** A model's training begins, or goes on after `epochsDone` whole epochs. */
  onModel?(model: { name: string; epochs: number; epochsDone: number }): void;
  /** A step was done. */
  onStep?(progress: StepProgress): void;
  /** An epoch was done and its checkpoint written. */
  onEpoch?(record: EpochRecord): void;
  /** The super-classes of a V-MoE are known: class names. */
  onSuperClasses?(members: readonly (readonly string[])[], modularity: number): void;
  /** A trained model was tried on the test split. */
  onTest?(result: { name: string; top1: number; images: number }): void;
}
