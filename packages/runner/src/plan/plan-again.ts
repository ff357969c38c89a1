import { armKey, KnownError, type RunManifest } from "@vmoe-bench/contracts";
import { planRun, type PlanInput, type RunPlan } from "./plan.ts";

/** A run's plan can't be made again as it was. */
function planChangedError({ id }: RunManifest): KnownError {
  return new KnownError(
    "plan-changed",
    `The plan of run "${id}" comes out differently now: its models, its data or vmoe-bench changed since.`,
    "Start a new run, or go back to the version that started it.",
  );
}

/**
 * The plan of a run that was started before, block by block the same.
 * @throws `plan-changed`
 */
export function planAgain(
  manifest: RunManifest,
  now: Pick<PlanInput, "models" | "singleThreaded" | "splitSizes" | "datasetDirs">,
): RunPlan {
  const { suite, device, profile, seed, command, browser, startedAt, sources } = manifest;
  const at = new Date(startedAt);
  const fixed = { suite, device, profile, seed, command, browser, startedAt: at, sources };
  const plan = planRun({ ...now, ...fixed });
  const same = listing(plan.manifest) === listing(manifest);
  if (!same || plan.manifest.id !== manifest.id) throw planChangedError(manifest);
  return plan;
}

function listing({ blocks }: RunManifest): string {
  return blocks.map(({ id, task, arm }) => `${id} ${task} ${armKey(arm)}`).join("\n");
}
