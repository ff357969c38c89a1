import { InvalidValueError } from "@vmoe-bench/contracts";
import { type Recipe, recipeHash } from "./recipe/recipe.ts";
import { runName } from "./run/run-folder.ts";

/** How a run ended. */
export type RunEnding =
  | { readonly status: "finished" }
  | { readonly status: "failed"; readonly message: string; readonly remedy: string };

interface QueueOptions {
  /** Runs at one time. */
  readonly jobs: number;
  /** Trains one. Rejects with the signal's reason when that aborts, and else never. */
  readonly trainOne: (run: QueuedRun) => Promise<RunEnding>;
  readonly signal: AbortSignal;
  readonly onEnd?: (run: QueuedRun, ending: RunEnding) => void;
}

/**
 * Trains what is queued, in order, as many at a time as are asked for. A V-MoE waits for its dense
 * baseline, and has failed where that failed; the others go on.
 * @returns the ending of each run by its id
 * @throws the signal's reason, after all that was running has stopped
 */
export async function runQueue(
  runs: readonly QueuedRun[],
  { jobs, trainOne, signal, onEnd }: QueueOptions,
): Promise<Map<string, RunEnding>> {
  const endings = new Map<string, RunEnding>();
  const waiting = [...runs];
  const running = new Map<string, Promise<void>>();
  const end = (run: QueuedRun, ending: RunEnding) => {
    endings.set(run.id, ending);
    onEnd?.(run, ending);
  };
  const start = async (run: QueuedRun): Promise<void> => {
    const baseline = run.needs === undefined ? undefined : endings.get(run.needs);
    end(
      run,
      baseline?.status === "failed" ? withoutBaseline(run.needs ?? "") : await trainOne(run),
    );
  };

  while (waiting.length + running.size > 0) {
    while (running.size < jobs) {
      const next = waiting.findIndex(({ needs }) => needs === undefined || endings.has(needs));
      const [run] = next < 0 ? [] : waiting.splice(next, 1);
      if (run === undefined) break;
      running.set(
        run.id,
        start(run).finally(() => running.delete(run.id)),
      );
    }
    try {
      await Promise.race(running.values());
      signal.throwIfAborted();
    } catch (error) {
      await Promise.allSettled(running.values());
      throw error;
    }
  }
  return endings;
}

function withoutBaseline(baseline: string): RunEnding {
  return {
    status: "failed",
    message: `Its dense baseline ${baseline} failed.`,
    remedy: "Look at what is said of that one, then start the queue again.",
  };
}

/** One model to train. */
export interface QueuedRun {
  /** `<recipe>-seed<seed>`, unique in a queue. */
  readonly id: string;
  readonly recipe: Recipe;
  /** False for what only others that start from it, or are compared with it, ask for. */
  readonly asked: boolean;
  /** Id of the one that must be finished before. */
  readonly needs: string | undefined;
}

/**
 * The runs of these recipes in their order, with each dense baseline once, before its first V-MoE.
 * @throws InvalidValueError when two recipes would write to one folder
 */
export function planQueue(recipes: readonly Recipe[]): QueuedRun[] {
  const runs = new Map<string, QueuedRun>();
  const add = (recipe: Recipe, asked: boolean): string => {
    const id = runName(recipe);
    const known = runs.get(id);
    if (known !== undefined && recipeHash(known.recipe) !== recipeHash(recipe))
      throw new InvalidValueError("the queue", [`two recipes have the name "${recipe.name}"`]);
    if (known !== undefined) {
      runs.set(id, { ...known, asked: known.asked || asked });
      return id;
    }
    const needs = recipe.kind !== "dense" ? add(recipe.baseline, false) : undefined;
    runs.set(id, { id, recipe, asked, needs });
    return id;
  };
  for (const recipe of recipes) add(recipe, true);
  return [...runs.values()];
}
