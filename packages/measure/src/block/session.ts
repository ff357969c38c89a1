import { moeOf, type LoadedModel, type Prediction, type Scenario } from "@vmoe-bench/contracts";
import type { BlockContext } from "./execute-block.ts";
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

/** Sends progress through the session, not too often. */
export function progressSender(session: Session, total: number): (done: number) => void {
  let last = -Infinity;
  return (done) => {
    const now = session.clock.now();
    if (now - last < progressEveryMs && done < total) return;
    last = now;
    session.emit({ type: "progress", done, total });
  };
}
