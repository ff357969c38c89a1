import {
  type Block,
  type BlockEnd,
  type BlockPlaces,
  type BlockPlan,
  type BlockRecord,
  type Cooling,
  endOf,
  type Failure,
  type Host,
  type HostEvent,
  type HostProvenance,
  type Provenance,
  recordSchemaVersion,
  type RunEnd,
  type RunManifest,
  type Suspension,
  type Task,
} from "@vmoe-bench/contracts";
import type { RunPlan } from "../plan/plan.ts";

/** What runs the blocks of a plan. */
export interface BlockRunner {
  readonly plan: RunPlan;
  readonly host: Host;
  /**
   * Makes a block's model and images ready before it starts, and says where its host finds them.
   * Throws UnsupportedError where the backend can't run the arm.
   */
  readonly prepare: (block: BlockPlan) => Promise<BlockPlaces>;
  /** What the reference interpreter says of a block's first images; nothing is compared without. */
  readonly reference?: (block: BlockPlan) => Promise<ReferenceOutputs>;
  readonly reporter?: RunReporter;
}

export type ReferenceOutputs = Extract<Task, { kind: "accuracy" }>["reference"];

interface BlockResult {
  readonly end: BlockEnd;
  readonly provenance: HostProvenance | undefined;
  /** What is unsupported, where it is. */
  readonly refused: "arm" | "backend";
}

/** Makes a block ready and runs it on its host. */
export async function runBlock(
  block: BlockPlan,
  position: number,
  { plan, host, prepare, reference, reporter = {} }: BlockRunner,
  signal: AbortSignal,
): Promise<BlockResult> {
  reporter.blockStarted?.(block, position);
  const ready = await readyBlock(block, prepare, reference);
  if ("type" in ready) return { end: ready, provenance: undefined, refused: "arm" };
  const started: HostProvenance[] = [];
  const emulated = new AbortController();
  const end = await host.run(
    ready,
    (event) => {
      if (event.type === "started") {
        started.push(event.provenance);
        if (event.provenance.runtime.software && !plan.manifest.suite.software) emulated.abort();
      }
      if (event.type === "started" || event.type === "progress")
        reporter.blockEvent?.(block, event);
    },
    AbortSignal.any([signal, emulated.signal]),
  );
  const [provenance] = started;
  if (!emulated.signal.aborted) return { end, provenance, refused: "arm" };
  return { end: emulatedHere(provenance), provenance: undefined, refused: "backend" };
}

function emulatedHere(provenance: HostProvenance | undefined): BlockEnd {
  return {
    type: "unsupported",
    reason: `emulated here (${provenance?.runtime.adapter ?? "a software adapter"})`,
    remedy: "Its latencies say nothing of the hardware; --software measures it all the same.",
  };
}

/** The block as its host gets it, or why it can't run. */
async function readyBlock(
  block: BlockPlan,
  prepare: BlockRunner["prepare"],
  reference: BlockRunner["reference"],
): Promise<Block | BlockEnd> {
  try {
    const places = await prepare(block);
    if (block.task.kind !== "accuracy") return { ...block, ...places };
    const outputs = (await reference?.(block)) ?? null;
    return { ...block, ...places, task: { ...block.task, reference: outputs } };
  } catch (error) {
    // What the system refuses, as a full disk, it refuses to every block.
    if (error instanceof Error && "syscall" in error) throw error;
    return endOf(error);
  }
}

interface EndedBlock {
  readonly manifest: RunManifest;
  readonly block: BlockPlan;
  readonly position: number;
  /** From 1. */
  readonly attempt: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly end: BlockEnd;
  readonly harness: Provenance["harness"];
  /** From the host's `started`; undefined where it never sent one. */
  readonly provenance: HostProvenance | undefined;
  /** Null where the block has no probes. */
  readonly cooling: Cooling | null;
  /** Undefined where nobody watched. */
  readonly suspension: Suspension | undefined;
}

/** A block's end as the record that is kept of it. */
export function recordOf(ended: EndedBlock): BlockRecord {
  const { manifest, block, end, harness, provenance, cooling, suspension } = ended;
  const common = {
    schemaVersion: recordSchemaVersion,
    runId: manifest.id,
    suiteVersion: manifest.suite.version,
    blockId: block.id,
    deviceId: manifest.device.id,
    arm: block.arm,
    task: block.task.kind,
    position: ended.position,
    ...(ended.attempt === 1 ? {} : { attempt: ended.attempt }),
    startedAt: ended.startedAt.toISOString(),
    endedAt: ended.endedAt.toISOString(),
  } as const;
  if (end.type === "unsupported")
    return { ...common, status: "unsupported", reason: end.reason, remedy: end.remedy };
  if (end.type === "failed") return { ...common, status: "failed", failure: end.failure };
  if (end.type === "aborted") return { ...common, status: "aborted" };
  const { measurement } = end;
  if (provenance === undefined || measurement.kind !== block.task.kind)
    return { ...common, status: "failed", failure: incompleteResult };
  const whole = { harness, ...provenance };
  const watched = suspension === undefined ? {} : { suspension };
  return {
    ...common,
    status: "completed",
    provenance: whole,
    cooling,
    ...watched,
    measurement,
  };
}

const incompleteResult: Failure = {
  code: "bad-message",
  message: "The block sent a result of another task, or without saying where it ran.",
  remedy: "Build the packages again, so that both sides are of one version.",
};

/** Told what a run does. Every method is optional. */
export interface RunReporter {
  /**
   * Once, before the first block.
   * @param remainingMs of a suite with a time of its own no more than that; else without the rounds
   *   that may not be needed
   * @param refused keys of arms that are known to be unsupported
   */
  planned?(manifest: RunManifest, remainingMs: number, refused: ReadonlySet<string>): void;
  blockStarted?(block: BlockPlan, position: number): void;
  /** `started` and `progress` of the block that runs. */
  blockEvent?(block: BlockPlan, event: HostEvent): void;
  /** The machine gave less than it can: the block runs again after a pause. */
  coolingDown?(block: BlockPlan, repeat: number, ms: number): void;
  /** The block stood still for so long, and runs again. */
  suspended?(block: BlockPlan, repeat: number, ms: number): void;
  /** The block was stopped, since the suite's time, or its part of it, was over: it has no record. */
  outOfTime?(block: BlockPlan): void;
  /** After the block's record is on disk. */
  blockEnded?(record: BlockRecord, remainingMs: number): void;
  /** After the last block of a run that was not stopped. */
  finished?(end: RunEnd): void;
}
