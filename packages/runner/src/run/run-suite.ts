import {
  armKey,
  roundsOf,
  type BlockEnd,
  type BlockPlan,
  type BlockRecord,
  type Provenance,
  type Task,
} from "@vmoe-bench/contracts";
import type { RunPlan } from "../plan/plan.ts";
import type { RunStore } from "../store/run-store.ts";
import { Budget } from "./budget.ts";
import { Comparisons, type Need } from "./comparisons.ts";
import { type BlockRunner, recordOf, runBlock } from "./run-block.ts";
import { ProbeBaselines, runUntilCool, waitByTimer, type Wait } from "./run-until-cool.ts";
import { TimeLeft } from "./time-left.ts";

export interface RunSuiteOptions extends BlockRunner {
  readonly store: RunStore;
  readonly harness: Provenance["harness"];
  /**
   * Where a run goes on: the record that counts of each block. Blocks without a result are tried
   * again; of an arm that was unsupported the first block is asked again.
   */
  readonly earlier?: readonly BlockRecord[];
  readonly signal?: AbortSignal;
  /** Wall clock of the records' times. */
  readonly now?: () => Date;
  /** How a cool-down passes; by the clock unless told. */
  readonly wait?: Wait;
}

export interface RunOutcome {
  /** `aborted` when the run was told to end before its last block did. */
  readonly status: "finished" | "aborted";
  /** How the blocks ended that started, and the unsupported ones that had not to. */
  readonly counts: Readonly<Record<BlockRecord["status"], number>>;
  readonly planned: number;
  /** Rounds of an arm that were not needed any more, as blocks. */
  readonly leftOut: number;
}

/**
 * Runs a plan block after block; each block's record is on disk before the next one starts. A block
 * that fails is a record like any other. An arm that is unsupported is not started again, nor is one
 * that the plan says is: its blocks get the same record. Rounds that no comparison needs are left out, and `end.json` says why.
 * Only the signal ends the run early: where a host has gone, each block that is left has a record that
 * it was aborted.
 * @throws `disk-full` or `results-not-writable` when a record can't be kept: the run ends there
 */
export async function runSuite(options: RunSuiteOptions): Promise<RunOutcome> {
  const { plan, store, reporter = {}, earlier = [], harness } = options;
  const { manifest } = plan;
  const signal = options.signal ?? new AbortController().signal;
  const now = options.now ?? (() => new Date());
  const timeLeft = new TimeLeft();
  const baselines = new ProbeBaselines();
  const comparisons = new Comparisons(manifest);
  const budget = new Budget(manifest.suite.budgetSeconds, spentOn(earlier));
  const rounds = roundsOf(manifest.blocks);
  const unsupported = new Map<string, BlockEnd>(
    [...plan.refusals].map(([key, refusal]) => [key, { type: "unsupported", ...refusal }]),
  );
  const leftOut: string[] = [];
  const leftOutForTime: string[] = [];
  const counts = { completed: 0, unsupported: 0, failed: 0, aborted: 0 };
  const before = new Map(earlier.map((record) => [record.blockId, record]));
  const hasFailed = ({ id }: BlockPlan) => before.get(id)?.status === "failed";
  const done = new Set(
    earlier.filter(({ status }) => status === "completed").map(({ blockId }) => blockId),
  );
  const blocks = new Map(plan.blocks.map((block) => [block.id, block]));
  for (const record of earlier) {
    comparisons.add(record);
    const block = blocks.get(record.blockId);
    if (block !== undefined && record.status === "completed") timeLeft.ended(block, tookMs(record));
    if (record.status === "completed" && record.measurement.kind === "latency")
      if (record.measurement.probes) baselines.seen(record.arm.backend, record.measurement.probes);
  }
  const refusalOf = ({ arm, task }: BlockPlan) =>
    unsupported.get(armKey(arm)) ?? unsupported.get(taskOfArm(arm, task));
  const left = (from: number) =>
    plan.blocks
      .slice(from)
      .filter((block) => !done.has(block.id) && refusalOf(block) === undefined);
  const remaining = (from: number) =>
    timeLeft.of(left(from).filter(({ id }) => comparisons.isFixed(id)));
  const about = (from: number) => {
    const fixed = remaining(from);
    if (!budget.isLimited) return fixed;
    const again = timeLeft.of(left(from).filter(hasFailed));
    return Math.max(again, Math.min(budget.leftMs(), timeLeft.of(left(from))));
  };
  const fitsAt = (position: number, block: BlockPlan) => (arms: ReadonlySet<string>) => {
    const round = rounds.get(block.id);
    const ofRound = left(position).filter(
      ({ id, arm }) => rounds.get(id) === round && arms.has(armKey(arm)),
    );
    // What comes after the rounds has its time kept.
    const after = left(position).filter(({ task }) => task.kind !== "latency");
    return budget.fits(timeLeft.of([...ofRound, ...after]));
  };
  const need = (position: number, block: BlockPlan): Need => {
    // Whatever time is left: it had its turn, and nothing else says what it would have measured.
    if (hasFailed(block)) return "needed";
    const fits = fitsAt(position, block);
    if (block.task.kind === "latency") return comparisons.needs(block.id, block.arm, fits);
    if (refusalOf(block) !== undefined) return "needed";
    return budget.fits(timeLeft.of([block])) ? "needed" : "no-time";
  };
  reporter.planned?.(manifest, about(0), new Set(plan.refusals.keys()));

  for (const [position, block] of plan.blocks.entries()) {
    if (signal.aborted) break;
    if (done.has(block.id)) continue;
    const needed = need(position, block);
    if (needed !== "needed") {
      leftOut.push(block.id);
      if (needed === "no-time") leftOutForTime.push(block.id);
      continue;
    }
    const late = hasFailed(block) ? { signal, end: () => undefined } : budget.limit(block, signal);
    const startedAt = now();
    const known = refusalOf(block);
    const {
      end,
      provenance,
      refused,
      cooling,
      suspension,
      tookMs: lastMs,
    } = known === undefined
      ? await runUntilCool(
          block,
          () => withItsTime(now, runBlock(block, position, options, late.signal)),
          {
            baselines,
            ms: 1_000 * manifest.suite.coolDownSeconds,
            wait: options.wait ?? waitByTimer,
            signal: late.signal,
            mayRepeat: (ms) =>
              budget.takeRepeat(ms + timeLeft.of([block]), remaining(position + 1)),
            onCoolDown: (repeat, ms) => reporter.coolingDown?.(block, repeat, ms),
            onSuspended: (repeat, ms) => reporter.suspended?.(block, repeat, ms),
          },
        )
      : {
          end: known,
          provenance: undefined,
          refused: "arm",
          tookMs: 0,
          cooling: null,
          suspension: undefined,
        };
    late.end();
    if (end.type === "aborted" && late.signal.aborted && !signal.aborted) {
      leftOut.push(block.id);
      leftOutForTime.push(block.id);
      reporter.outOfTime?.(block);
      continue;
    }
    const endedAt = now();
    if (end.type === "unsupported") {
      const isOfTask = provenance !== undefined && apartFromRunning.has(block.task.kind);
      if (isOfTask) unsupported.set(taskOfArm(block.arm, block.task), end);
      else
        for (const arm of refused === "backend" ? armsOn(plan, block) : [block.arm])
          unsupported.set(armKey(arm), end);
    }
    if (end.type === "completed") timeLeft.ended(block, lastMs);

    const last = before.get(block.id);
    const attempt = last === undefined ? 1 : (last.attempt ?? 1) + 1;
    const timed = { startedAt, endedAt, end, harness, provenance, cooling, suspension };
    const record = recordOf({ manifest, block, position, attempt, ...timed });
    if (last === undefined || !isSameRefusal(last, record)) await store.write(record);
    comparisons.add(record);
    counts[record.status]++;
    reporter.blockEnded?.(record, about(position + 1));
  }
  const ended = Object.values(counts).reduce((a, b) => a + b, 0);
  const whole = ended + leftOut.length === plan.blocks.length - done.size && counts.aborted === 0;
  if (whole) {
    const end = { runId: manifest.id, endedAt: now().toISOString() };
    const why = {
      comparisons: comparisons.ends(leftOutForTime.length > 0),
      leftOut,
      leftOutForTime,
    };
    const written = await store.end({ schemaVersion: 1, ...end, ...why });
    reporter.finished?.(written);
  }
  const status = whole ? "finished" : "aborted";
  return { status, counts, planned: plan.blocks.length, leftOut: leftOut.length };
}

function spentOn(records: readonly BlockRecord[]): number {
  return records.reduce((sum, record) => sum + tookMs(record), 0);
}

function tookMs({ startedAt, endedAt }: BlockRecord): number {
  return Date.parse(endedAt) - Date.parse(startedAt);
}

/** What was asked again, with the same answer, is on disk already. */
function isSameRefusal(a: BlockRecord, b: BlockRecord): boolean {
  return a.status === "unsupported" && b.status === "unsupported" && a.reason === b.reason;
}

/** What a host that loaded an arm may be unable to measure of it, as a page's memory; the rest it can. */
const apartFromRunning: ReadonlySet<Task["kind"]> = new Set(["footprint", "proof"]);

function taskOfArm(arm: BlockPlan["arm"], { kind }: Task): string {
  return `${kind} ${armKey(arm)}`;
}

function armsOn({ blocks }: RunPlan, { arm: { backend } }: BlockPlan) {
  return blocks.map(({ arm }) => arm).filter((arm) => arm.backend === backend);
}

/** With how long it took: a block that was repeated took longer than its like will. */
async function withItsTime<R extends object>(
  now: () => Date,
  running: Promise<R>,
): Promise<R & { readonly tookMs: number }> {
  const startMs = now().getTime();
  const result = await running;
  return { ...result, tookMs: now().getTime() - startMs };
}
