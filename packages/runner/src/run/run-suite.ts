import { armKey, KnownError, UnsupportedError } from "@vmoe-bench/contracts";
import type {
  BlockEnd,
  BlockPlan,
  BlockRecord,
  Host,
  HostProvenance,
  Provenance,
} from "@vmoe-bench/contracts";
import type { RunPlan } from "../plan/plan.ts";
import type { RunStore } from "../store/run-store.ts";
import { recordOf } from "./record-of.ts";
import type { RunReporter } from "./reporter.ts";
import { TimeLeft } from "./time-left.ts";

export interface RunSuiteOptions {
  readonly plan: RunPlan;
  readonly host: Host;
  readonly store: RunStore;
  /**
   * Makes a block's files ready before it starts, and says where its host finds them.
   * Throws UnsupportedError where the backend can't run the arm.
   */
  readonly prepare: (block: BlockPlan) => Promise<string>;
  readonly harness: Provenance["harness"];
  /** Ids of the blocks that have a record already; they are not run again. */
  readonly done?: ReadonlySet<string>;
  readonly reporter?: RunReporter;
  readonly signal?: AbortSignal;
  /** Wall clock of the records' times. */
  readonly now?: () => Date;
}

export interface RunOutcome {
  /** `aborted` when the run was told to end before its last block did. */
  readonly status: "finished" | "aborted";
  /** Of the blocks that started, and of the unsupported ones that had not to. */
  readonly counts: Readonly<Record<BlockRecord["status"], number>>;
  readonly planned: number;
}

/**
 * Runs a plan block after block; each block's record is on disk before the next one starts. A block
 * that fails is a record like any other. An arm that is unsupported is not started again: its other
 * blocks get the same record. Only the signal ends the run early: where a host has gone, each block
 * that is left has a record that it was aborted.
 * @throws DiskFullError or ResultsNotWritableError when a record can't be kept: the run ends there
 */
export async function runSuite(options: RunSuiteOptions): Promise<RunOutcome> {
  const { plan, store, reporter = {}, done = new Set() } = options;
  const signal = options.signal ?? new AbortController().signal;
  const now = options.now ?? (() => new Date());
  const timeLeft = new TimeLeft();
  const unsupported = new Map<string, BlockEnd>();
  const counts = { completed: 0, unsupported: 0, failed: 0, aborted: 0 };

  const remaining = (from: number) =>
    timeLeft.of(
      plan.blocks
        .slice(from)
        .filter(({ id, arm }) => !done.has(id) && !unsupported.has(armKey(arm))),
    );
  reporter.planned?.(plan.manifest, remaining(0));

  for (const [position, block] of plan.blocks.entries()) {
    if (signal.aborted) break;
    if (done.has(block.id)) continue;
    const startedAt = now();
    const known = unsupported.get(armKey(block.arm));
    const { end, provenance } =
      known === undefined
        ? await runBlock(block, position, options, signal)
        : { end: known, provenance: undefined };
    const endedAt = now();
    // A host that loaded the arm can't measure this of it, as a page's memory; the rest it can.
    if (end.type === "unsupported" && provenance === undefined)
      unsupported.set(armKey(block.arm), end);
    if (end.type === "completed") timeLeft.ended(block, endedAt.getTime() - startedAt.getTime());

    const { manifest } = plan;
    const { harness } = options;
    const ended = { manifest, block, position, startedAt, endedAt, end, harness, provenance };
    const record = recordOf(ended);
    await store.write(record);
    counts[record.status]++;
    reporter.blockEnded?.(record, remaining(position + 1));
  }
  const ended = Object.values(counts).reduce((a, b) => a + b, 0);
  const whole = ended === plan.blocks.length - done.size && counts.aborted === 0;
  return { status: whole ? "finished" : "aborted", counts, planned: plan.blocks.length };
}

interface BlockResult {
  readonly end: BlockEnd;
  readonly provenance: HostProvenance | undefined;
}

async function runBlock(
  block: BlockPlan,
  position: number,
  { host, prepare, reporter = {} }: RunSuiteOptions,
  signal: AbortSignal,
): Promise<BlockResult> {
  reporter.blockStarted?.(block, position);
  const prepared = await filesOf(block, prepare);
  if (typeof prepared !== "string") return { end: prepared, provenance: undefined };
  const started: HostProvenance[] = [];
  const end = await host.run(
    { ...block, files: prepared },
    (event) => {
      if (event.type === "started") started.push(event.provenance);
      if (event.type === "started" || event.type === "progress")
        reporter.blockEvent?.(block, event);
    },
    signal,
  );
  return { end, provenance: started[0] };
}

async function filesOf(
  block: BlockPlan,
  prepare: RunSuiteOptions["prepare"],
): Promise<string | BlockEnd> {
  try {
    return await prepare(block);
  } catch (error) {
    if (error instanceof UnsupportedError)
      return { type: "unsupported", reason: error.message, remedy: error.remedy };
    if (!(error instanceof KnownError)) throw error;
    const { code, message, remedy } = error;
    return { type: "failed", failure: { code, message, remedy } };
  }
}
