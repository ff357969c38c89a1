import { moeOf, type LoadedModel, type Prediction, type Scenario } from "@vmoe-bench/contracts";
import type { BlockContext } from "./block-context.ts";

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

/**
 * Experts that each image of a batch went to. Per-image routing: its k experts, best first. Per-token
 * routing: the distinct experts that any of its tokens went to, ascending; the experts of router m
 * are numbered from m·E on, as each MoE layer has its own. Empty for a dense model.
 * @param images B
 * @param expertCount E; 0 for a dense model
 */
function expertsByImage(
  { routings }: Prediction,
  images: number,
  expertCount: number,
  routing: "image" | "token",
): number[][] {
  if (routings.length === 0) return [];
  return Array.from({ length: images }, (_, image) => {
    const chosen = routings.flatMap(({ experts }, router) => {
      const each = experts.length / images;
      const own = experts.subarray(image * each, (image + 1) * each);
      return Array.from(own, (expert) => router * expertCount + expert);
    });
    return routing === "image" ? chosen : [...new Set(chosen)].toSorted((a, b) => a - b);
  });
}
