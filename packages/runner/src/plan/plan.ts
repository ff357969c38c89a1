import { profiles, strategyName } from "@vmoe-bench/contracts";
import type {
  Arm,
  BlockPlan,
  Device,
  Exclusion,
  Profile,
  RunManifest,
  Suite,
  Task,
} from "@vmoe-bench/contracts";
import { seededRandom, shuffled } from "@vmoe-bench/measure";
import { armsOf } from "./arms.ts";
import type { PlannedModel } from "./arms.ts";
import { accuracyTask, footprintTask, latencyTask, proofTask, withLatencyLimit } from "./tasks.ts";

export interface PlanInput {
  readonly suite: Suite;
  readonly device: Device;
  /** The suite's profile unless told. */
  readonly profile?: Profile;
  /** 32-bit integer. */
  readonly seed: number;
  /** The suite's models, in its order. */
  readonly models: readonly PlannedModel[];
  /** Images in the suite's split. */
  readonly splitSize: number;
  /** Folder to read the data set from; null for the usual places. */
  readonly datasetDir: string | null;
  readonly startedAt: Date;
  /** The command line that makes this run again. */
  readonly command: string;
}

export interface RunPlan {
  readonly manifest: RunManifest;
  /** In the order they run; the manifest lists the same. */
  readonly blocks: readonly BlockPlan[];
}

/** Fresh processes that an arm's memory and cold start are measured in. */
const footprintBlocks = 3;

/**
 * Suite x device x profile x seed, as blocks in order: one accuracy block an arm, one proof where
 * proofs are asked for, then rounds of one latency block an arm, each round in a random order of its
 * own (rule 5), then rounds of footprints. Pure.
 */
export function planRun(input: PlanInput): RunPlan {
  const { suite, device, seed, models } = input;
  const profile = input.profile ?? profiles[suite.profile];
  const random = seededRandom(seed);
  const latency = latencyTask(profile, input.splitSize, random);
  const latencyArms = armsOf(suite, models, suite.batches, device.threads);
  const otherArms = (batch: number) =>
    armsOf({ ...suite, exclude: forAllBatches(suite.exclude) }, models, [batch], device.threads);

  const work: { arm: Arm; task: Task; label: string }[] = [
    ...otherArms(suite.accuracyBatch).map((arm) => ({
      arm,
      task: accuracyTask(suite, arm),
      label: "accuracy",
    })),
    ...otherArms(1).flatMap((arm) =>
      proofTask(suite, arm, latency).map((task) => ({ arm, task, label: "proof" })),
    ),
    ...Array.from({ length: profile.blocks }, (_, round) =>
      shuffled(latencyArms, random).map((arm) => ({
        arm,
        task: withLatencyLimit(latency, suite, arm),
        label: `r${round + 1}`,
      })),
    ).flat(),
    ...Array.from({ length: suite.footprintImages === 0 ? 0 : footprintBlocks }, (_, round) =>
      shuffled(otherArms(1), random).flatMap((arm) =>
        footprintTask(suite, arm, latency).map((task) => ({
          arm,
          task,
          label: `footprint${round + 1}`,
        })),
      ),
    ).flat(),
  ];
  const dataset = { name: suite.dataset.name, split: suite.dataset.split, dir: input.datasetDir };
  const blocks = work.map(({ arm, task, label }, position) => ({
    id: blockId(position, arm, label),
    arm,
    task,
    dataset,
  }));
  return { manifest: manifestOf(input, profile, blocks), blocks };
}

/** A rule for one batch size is about latency: the other tasks have batches of their own. */
function forAllBatches(rules: readonly Exclusion[]): Exclusion[] {
  return rules.filter(({ batch }) => batch === undefined);
}

function manifestOf(input: PlanInput, profile: Profile, blocks: readonly BlockPlan[]): RunManifest {
  const { suite, device, seed, startedAt, command } = input;
  const twins: Record<string, string> = {};
  for (const { id, twin } of input.models) if (twin !== undefined) twins[id] = twin;
  return {
    schemaVersion: 1,
    id: `${startedAt.toISOString().replaceAll(/[:.]/g, "-")}-${suite.name}`,
    startedAt: startedAt.toISOString(),
    seed,
    suite,
    profile,
    device,
    command,
    twins,
    blocks: blocks.map(({ id, arm, task }) => ({ id, arm, task: task.kind })),
  };
}

/** Begins with the position, so that a folder lists blocks in their order; safe as a file name. */
function blockId(position: number, arm: Arm, label: string) {
  const { model, backend, batch, precision } = arm;
  const numbers = precision === "float32" ? [] : [precision];
  const words = [model, backend, strategyName(arm), ...numbers, `b${batch}`, label]
    .join(".")
    .replaceAll(/[^A-Za-z0-9._-]/g, "-");
  return `${String(position).padStart(4, "0")}-${words.slice(0, 120)}`;
}
