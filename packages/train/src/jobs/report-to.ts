import type { TrainingReporter } from "../run/reporter.ts";
import type { TrainEvent } from "./protocol.ts";

/** Steps of a small model take a few ms; nobody reads so many lines. */
const betweenStepsMs = 250;

/** Sends what training reports as messages. */
export function reportTo(emit: (event: TrainEvent) => void): TrainingReporter {
  let lastStep = -Infinity;
  return {
    onModel(model) {
      emit({ type: "model", ...model });
    },
    onStep({ epoch, step, steps, imagesPerSecond, loss, secondsLeft }) {
      const now = performance.now();
      if (now - lastStep < betweenStepsMs) return;
      lastStep = now;
      emit({ type: "step", epoch, done: step / steps, imagesPerSecond, loss, secondsLeft });
    },
    onEpoch(record) {
      emit({ type: "epoch", record });
    },
    onSuperClasses(members, modularity) {
      emit({ type: "super-classes", members: members.map((names) => [...names]), modularity });
    },
  };
}
