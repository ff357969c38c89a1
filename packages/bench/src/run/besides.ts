import type { Arm, PreparationReporter } from "@vmoe-bench/contracts";
import { noteTraining, runHere, systemFacts, trainingsHere } from "@vmoe-bench/runner";

type Told = Pick<PreparationReporter, "note">;

/** A training beside a run takes its cores: the run goes on, and whoever started it is told. */
export async function remarkTrainings(told: Told): Promise<void> {
  for (const { pid, since, folder } of await trainingsHere())
    told.note(
      `Process ${pid} has been training on this machine since ${since}, into ${folder}: what is measured now is measured beside it.`,
    );
}

/** Trains, and says so to runs that start meanwhile; whoever started it is told of one that measures. */
export async function besideRuns<T>(
  folder: string,
  told: Told,
  train: () => Promise<T>,
): Promise<T> {
  const run = await runHere();
  if (run !== undefined)
    told.note(
      `Process ${run.pid} has been measuring on this machine since ${run.since}, into ${run.folder}: this training disturbs it.`,
    );
  const end = await noteTraining(folder);
  try {
    return await train();
  } finally {
    await end();
  }
}

/** Two threads on one core that a container or `taskset` allows: the run goes on, and says so. */
export async function remarkThreads(
  arms: readonly Pick<Arm, "threads">[],
  told: Told,
): Promise<void> {
  const { cores, allowedCores = cores, cpuQuota } = await systemFacts();
  const threads = Math.max(...arms.map((arm) => arm.threads));
  const allowed = Math.min(allowedCores, cpuQuota ?? Infinity);
  if (threads > allowed)
    told.note(
      `${threads === 1 ? "1 thread is" : `Up to ${threads} threads are`} asked for, and this process may use ${allowed} of ${cores} cores: such rows say "too-many-threads".`,
    );
}
