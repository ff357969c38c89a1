import { moeOf, type LoadedModel, type Prediction, type Scenario } from "@vmoe-bench/contracts";
import type { BlockContext } from "./block-context.ts";
import { expertsByImage } from "./experts.ts";

/** A block's context with its model loaded. */
export interface Session extends BlockContext {
  readonly loaded: LoadedModel;
  /** B */
  readonly batchSize: number;
  readonly scenario: Scenario;
}

/** Experts of each of the batch's B images; empty for a dense model. */
export function expertsOf(prediction: Prediction, session: Session): number[][] {
  const moe = moeOf(session.files.manifest);
  return expertsByImage(prediction, session.batchSize, moe?.experts ?? 0, moe?.routing ?? "image");
}

/** Progress is sent at most this often, in ms: more would only be thrown away. */
const progressEveryMs = 250;

/** Where there is no progress for so long, in ms, it is said again: far under any limit of silence. */
const aliveEveryMs = 10_000;

export interface ProgressSender {
  /** Not too often. */
  readonly progress: (done: number) => void;
  /** To be called often where no progress can be told: says now and then that the block lives. */
  readonly alive: () => void;
}

/** Sends progress through the session. */
export function progressSender(session: Session, total: number): ProgressSender {
  let last = -Infinity;
  let told = 0;
  const say = (done: number, everyMs: number) => {
    const now = session.clock.now();
    if (now - last < everyMs) return;
    last = now;
    told = done;
    session.emit({ type: "progress", done, total });
  };
  return {
    progress: (done) => say(done, done < total ? progressEveryMs : 0),
    alive: () => say(told, aliveEveryMs),
  };
}
