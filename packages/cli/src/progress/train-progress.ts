import type { TrainingReporter } from "@vmoe-bench/train";
import { duration, type StatusLine } from "./status-line.ts";

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** Says on stderr how training goes: a line an epoch, and on a terminal the progress within it. */
export function trainProgress(status: StatusLine): TrainingReporter {
  let name = "";
  let epochs = 0;
  return {
    onModel(model) {
      ({ name, epochs } = model);
      const from = model.epochsDone === 0 ? "" : `, ${model.epochsDone} done before`;
      status.line(`${name}: ${epochs} epochs${from}`);
    },
    onStep({ epoch, step, steps, imagesPerSecond, loss, accuracy, secondsLeft }) {
      const speed = `${Math.round(imagesPerSecond)} images/s`;
      const state = `loss ${loss.toFixed(3)}, accuracy ${percent(accuracy)}`;
      status.update(
        `${name} epoch ${epoch}/${epochs} ${percent(step / steps)}, ${speed}, ${state}, ${duration(1000 * secondsLeft)} left`,
      );
    },
    onEpoch({ epoch, loss, heldOutAccuracy, heldOutRouterAccuracy, imagesPerSecond, seconds }) {
      const router =
        heldOutRouterAccuracy === undefined ? "" : `, router ${percent(heldOutRouterAccuracy)}`;
      status.line(
        `${name} epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}, held-out ${percent(heldOutAccuracy)}${router}, ${Math.round(imagesPerSecond)} images/s, ${duration(1000 * seconds)}`,
      );
    },
    onSuperClasses(members, modularity) {
      status.line(`super-classes (modularity ${modularity.toFixed(3)}):`);
      for (const classes of members) status.line(`  ${classes.join(", ")}`);
    },
    onTest({ top1, images }) {
      status.line(`${name}: top-1 ${percent(top1)} of ${images} test images`);
    },
  };
}
