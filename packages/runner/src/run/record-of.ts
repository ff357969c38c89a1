import {
  recordSchemaVersion,
  type BlockPlan,
  type BlockEnd,
  type BlockRecord,
  type Cooling,
  type Failure,
  type HostProvenance,
  type Provenance,
  type RunManifest,
  type Suspension,
} from "@vmoe-bench/contracts";

export interface EndedBlock {
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
