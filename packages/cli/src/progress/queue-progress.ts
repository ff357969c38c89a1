import { modelCost } from "@vmoe-bench/model";
import { modularityRemark } from "@vmoe-bench/report";
import { epochsBefore, type QueuedRun, type RunEnding } from "@vmoe-bench/train";
import { QueueClock, type TrainEvent } from "@vmoe-bench/train/jobs";
import { duration, type StatusLine } from "../terminal/print.ts";

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** A training's speed is steady by then, in ms. */
const untilSteady = 3_000;

/** Says on stderr how a queue goes: a line an epoch, and on a terminal all that is running now. */
export interface QueueProgress {
  planned(skipped: number): void;
  event(run: QueuedRun, event: TrainEvent): void;
  ended(run: QueuedRun, ending: RunEnding): void;
}

export function queueProgress(
  runs: readonly QueuedRun[],
  jobs: number,
  status: StatusLine,
): QueueProgress {
  const clock = new QueueClock(runs.map(workOf), jobs);
  const running = new Map<string, string>();
  const place = new Map(runs.map(({ id }, i) => [id, `[${i + 1}/${runs.length}]`]));
  const heading = ({ id }: QueuedRun) => `${place.get(id) ?? ""} ${id}`;
  const queueLeft = () => {
    const left = clock.secondsLeft;
    return left === undefined ? "" : `queue ${duration(1000 * left)} left`;
  };
  let firstStep: number | undefined;
  let isTimeTold = false;
  /** Once, before the first epoch says it: of large images it may take an hour. */
  const tellTime = (id: string, ownSeconds: number) => {
    firstStep ??= performance.now();
    if (isTimeTold || performance.now() - firstStep < untilSteady) return;
    isTimeTold = true;
    if (clock.secondsLeft !== undefined) return;
    const left = duration(1000 * clock.secondsLeftBy(id, ownSeconds));
    status.line(`At this speed ${runs.length === 1 ? "it takes" : "all take"} about ${left}.`);
  };
  const show = () => {
    status.update([...running.values(), queueLeft()].filter((text) => text !== "").join(" | "));
  };

  return {
    planned(skipped) {
      const before = skipped === 0 ? "" : `, ${skipped} finished before`;
      const atOnce = jobs === 1 ? "" : `, ${jobs} at a time`;
      status.line(
        `${runs.length} ${runs.length === 1 ? "run" : "runs"} to train${before}${atOnce}`,
      );
    },
    event(run, event) {
      const { epochs } = run.recipe.settings;
      switch (event.type) {
        case "model": {
          if (event.name !== run.recipe.name) return;
          const from = event.epochsDone === 0 ? "" : `, ${event.epochsDone} done before`;
          clock.at(run.id, event.epochsDone);
          status.line(`${heading(run)}: ${epochs} epochs${from}`);
          break;
        }
        case "step": {
          const { epoch, done, imagesPerSecond, loss, secondsLeft } = event;
          clock.at(run.id, epoch - 1 + done);
          tellTime(run.id, secondsLeft);
          running.set(
            run.id,
            `${heading(run)} epoch ${epoch}/${epochs} ${percent(done)}, loss ${loss.toFixed(3)}, ${Math.round(imagesPerSecond)} images/s, ${duration(1000 * secondsLeft)} left`,
          );
          show();
          break;
        }
        case "epoch": {
          const { epoch, loss, heldOutAccuracy, heldOutRouterAccuracy: routed } = event.record;
          const { imagesPerSecond, seconds } = event.record;
          clock.epochTook(run.id, epoch, seconds);
          const router = routed === undefined ? "" : `, router ${percent(routed)}`;
          const left = queueLeft();
          status.line(
            `${heading(run)} epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}, held-out ${percent(heldOutAccuracy)}${router}, ${Math.round(imagesPerSecond)} images/s, ${duration(1000 * seconds)}${left === "" ? "" : `; ${left}`}`,
          );
          show();
          break;
        }
        case "super-classes": {
          const { members, modularity } = event;
          status.line(`${heading(run)}: super-classes (modularity ${modularity.toFixed(3)}):`);
          for (const names of members) status.line(`  ${names.join(", ")}`);
          const remark = modularityRemark(modularity);
          if (remark !== undefined) status.line(remark);
          break;
        }
        case "finished": {
          const { heldOutTop1, testTop1, routerAccuracy } = event;
          const test = testTop1 === null ? "" : `, test ${percent(testTop1)}`;
          const router = routerAccuracy === null ? "" : `, router ${percent(routerAccuracy)}`;
          status.line(`${heading(run)}: held-out ${percent(heldOutTop1)}${test}${router}`);
          break;
        }
        case "failed":
        case "stopped":
      }
    },
    ended(run, ending) {
      running.delete(run.id);
      clock.ended(run.id);
      if (ending.status === "failed") status.line(`${heading(run)} FAILED: ${ending.message}`);
      show();
    },
  };
}

/** An epoch's time goes with the model's active FLOPs, as all runs see like many images. */
function workOf({ id, recipe }: QueuedRun) {
  const { active } = modelCost(recipe.model, "gather").flops;
  const before = epochsBefore(recipe);
  return { id, epochs: recipe.settings.epochs, before, epochWork: active.macs2 };
}
