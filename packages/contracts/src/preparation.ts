/** Told while models and data are made ready, before anything is measured. */
export interface PreparationReporter {
  /** A sentence that stays: what was taken for granted of a model. */
  note(sentence: string): void;
  /** How far long work is; some may go side by side. */
  progress(work: LongWork): void;
  /** Long work ended, by its `what`; nothing where none goes on. */
  progressEnded(what: string): void;
}

export interface LongWork {
  /** What is going on: "Decoding images to 224 px". */
  readonly what: string;
  readonly done: number;
  readonly total: number;
  readonly unit: "images" | "bytes";
}

/** What making ready needs of its caller: who hears of it, and when to stop. */
export interface Preparing {
  readonly signal: AbortSignal;
  readonly reporter: PreparationReporter;
}

/** Tells nobody: for workers, and for tests. */
export const silentReporter: PreparationReporter = {
  note() {},
  progress() {},
  progressEnded() {},
};
