import { join } from "node:path";
import type { Findings } from "../experiments/experiment.ts";
import { projectRoot } from "@vmoe-bench/files";

/** What may be kept between calls, and is no result. */
export const calibrationDir = join(projectRoot, "runs", "calibration");

export interface CalibrationContext {
  /** A small version that shows that all of it works; its figures mean little. */
  readonly quick: boolean;
  /** Of the real backends with themselves; the experiment's own number unless told. */
  readonly comparisons: number | undefined;
  readonly signal: AbortSignal;
  /** Folder for what an experiment may go on with after it was stopped. */
  readonly stateDir: string;
  readonly progress: (done: number, total: number) => void;
}

export type Experiment = (context: CalibrationContext) => Promise<Findings>;

/** Progress, a turn of the event loop, and the end of an experiment that was interrupted. */
export function ticker({ signal, progress }: CalibrationContext) {
  return async (done: number, total: number): Promise<void> => {
    progress(done, total);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    signal.throwIfAborted();
  };
}
