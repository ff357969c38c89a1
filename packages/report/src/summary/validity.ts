import type { ComparisonEnd, CompletedRecord, Profile } from "@vmoe-bench/contracts";
import {
  drift,
  measuredMs,
  outliers,
  validityOf,
  validityReasons,
  verdictOf,
  type MedianRatio,
  type ReasonCode,
  type Validity,
} from "@vmoe-bench/measure";
import { accuracyFindings, type ValidityReason } from "./accuracy-findings.ts";
import { accuracyIn, type Cell, completed, hiddenIn, latenciesIn, proofsIn } from "./cell.ts";
import type { Latency } from "./latency.ts";
import { machinesOf, mayBeOne } from "./machine.ts";
import type { BesideReference } from "./reference.ts";

export interface CellValidity {
  readonly level: Validity;
  readonly reasons: readonly ValidityReason[];
  /** What holds for some blocks, but for too few of them to be a reason. */
  readonly notes: readonly ValidityReason[];
}

export interface Judged {
  readonly cell: Cell;
  readonly latency: Latency | null;
  readonly reference: BesideReference | null;
  readonly ratio: MedianRatio | undefined;
  /** Undefined for a cell that is compared with nothing. */
  readonly baseline: CellValidity | undefined;
  /** How the run ended this cell's comparison; undefined where it did not. */
  readonly ended: ComparisonEnd | undefined;
  readonly profile: Profile;
  readonly claimThreshold: number;
  readonly ratioHalfWidth: number;
}

/** A cell whose median is under this many clock steps is not resolved by the clock (rule 10). */
const clockSteps = 100;
/** Rule 9. */
const driftLimit = 0.05;
/** Rule 12. */
const accuracyPart = 0.98;
/** Chance alone has a few blocks look unsteady or drifting: more than this part of them is a reason. */
const blocksLimit = 0.25;
/** A block ends between two samples, so that the time it was asked for is met but for this part. */
const timePart = 0.98;

/** How far a cell can be trusted; `null` for one without any latency. */
export function cellValidity(judged: Judged): CellValidity | null {
  if (judged.latency === null) return null;
  const inBlocks = blockFindings(judged.cell);
  const reasons = [...cellFindings(judged), ...inBlocks.filter(({ part }) => part > blocksLimit)];
  return {
    level: validityOf(reasons.map(({ code }) => code)),
    reasons: reasons.map(({ code, detail }) => ({ code, detail })),
    notes: inBlocks
      .filter(({ part }) => part > 0 && part <= blocksLimit)
      .map(({ code, detail }) => ({ code, detail })),
  };
}

function cellFindings(judged: Judged): ValidityReason[] {
  const { cell, latency, reference, ratio, baseline, profile } = judged;
  const blocks = latenciesIn(cell);
  const records = completed([...cell.latency, ...cell.accuracy]);
  const resolutionMs = Math.max(0, ...records.map((r) => r.provenance.clock.resolutionMs));
  const medianMs = latency?.medianMs ?? null;
  const samples = latency?.samples ?? 0;
  const offline = cell.arm.scenario.kind === "offline";
  const hidden = cell.latency.filter(hiddenIn).length;
  const accuracy = accuracyIn(cell);
  const ofAccuracy = accuracy === undefined ? [] : accuracyFindings(accuracy);
  const ms = blocks.reduce((sum, block) => sum + measuredMs(block), 0);
  const all = completed([...cell.latency, ...cell.accuracy, ...cell.footprint]);
  const stood = all.filter(({ suspension }) => (suspension?.ms ?? 0) > 0).length;
  const held: [ReasonCode, boolean, string?][] = [
    ["not-enough", medianMs === null || (baseline !== undefined && ratio === undefined)],
    ["disagrees-with-reference", (reference?.differing ?? 0) > 0, differing(reference)],
    ["accuracy-below-reference", (reference?.part ?? 1) < accuracyPart],
    ["proof-failed", proofsIn(cell).some((proof) => proof.method !== "none" && !proof.holds)],
    ["software-adapter", records.some((r) => r.provenance.runtime.software)],
    ["clock-too-coarse", medianMs !== null && medianMs < clockSteps * resolutionMs],
    ["baseline-invalid", baseline?.level === "invalid"],
    ["mixed-software", areOfDifferentSoftware(records)],
    ["mixed-machines", areOfDifferentMachines(records)],
    ["hidden-page", hidden > 0, `in ${hidden} of ${cell.latency.length} blocks`],
    ["not-compared", reference === null],
    [
      "too-few-samples",
      blocks.length < profile.blocks || (!offline && samples < profile.minSamples),
    ],
    ["too-short", ms < timePart * profile.minDurationMs],
    ["interval-too-wide", isTooWide(judged)],
    ["suspended", stood > 0, `in ${stood} of ${all.length} blocks`],
    ["too-many-threads", records.some(hasTooManyThreads)],
    ["mixed-conditions", areMixed(cell, records)],
  ];
  const own = held.flatMap(([code, holds, detail = ""]) => (holds ? [{ code, detail }] : []));
  return inOrder([...own, ...ofAccuracy]);
}

/** As the list of all reasons has them. */
function inOrder(reasons: readonly ValidityReason[]): ValidityReason[] {
  const order = Object.keys(validityReasons);
  return reasons.toSorted((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
}

function differing(reference: BesideReference | null): string {
  return reference === null ? "" : `on ${reference.differing} of ${reference.images} images`;
}

/** In runs without an end, as of earlier versions, only an interval that shows no difference. */
function isTooWide(judged: Judged): boolean {
  const { ratio, ended, claimThreshold, ratioHalfWidth } = judged;
  if (ratio === undefined) return false;
  const wide = ratio.high - ratio.low > 2 * ratioHalfWidth * ratio.ratio;
  if (ended !== undefined) return wide && ended.reason !== "clear";
  return wide && verdictOf(ratio, claimThreshold) === "no-difference";
}

/** Rule 18: what is asked for is what ran, and all blocks ran alike. */
function areMixed(cell: Cell, records: readonly CompletedRecord[]): boolean {
  const blocks = latenciesIn(cell);
  const own = records.filter(({ task }) => task === "latency");
  const governors = new Set(own.map((record) => record.provenance.system.governor));
  const power = new Set(
    blocks.flatMap(({ probes }) => {
      const battery = probes?.before.conditions?.battery ?? null;
      return battery === null ? [] : [battery.charging];
    }),
  );
  const others = blocks.some(({ placement }) => placement.threads !== cell.arm.threads);
  return governors.size > 1 || power.size > 1 || others;
}

/** Threads that wait for each other's core measure the waiting. */
function hasTooManyThreads({ provenance, measurement }: CompletedRecord): boolean {
  const { allowedCores = Infinity, cpuQuota } = provenance.system;
  return measurement.placement.threads > Math.min(allowedCores, cpuQuota ?? Infinity);
}

/** As after a resume with another browser, a retrained model or a newer runtime. */
function areOfDifferentSoftware(records: readonly CompletedRecord[]): boolean {
  const made = records.map(({ provenance: { harness, runtime, model, dataset } }) =>
    JSON.stringify([
      harness.version,
      harness.lockfileSha256,
      Object.entries(runtime.versions).toSorted(([a], [b]) => a.localeCompare(b)),
      model.sha256,
      dataset.sha256,
    ]),
  );
  return new Set(made).size > 1;
}

/** As after a resume on another machine. */
function areOfDifferentMachines(records: readonly CompletedRecord[]): boolean {
  const machines = machinesOf(records);
  return machines.some((one) => machines.some((other) => !mayBeOne(one, other)));
}

interface BlockFinding extends ValidityReason {
  /** The part of the blocks, in [0,1]. */
  readonly part: number;
}

function blockFindings(cell: Cell): BlockFinding[] {
  const records = completed(cell.latency);
  const blocks = latenciesIn(cell);
  const cooled = Math.max(
    0,
    ...records.flatMap(({ cooling }) => (cooling?.throttled === true ? [cooling.repeats] : [])),
  );
  const counts: [ReasonCode, number, string?][] = [
    ["no-steady-state", blocks.filter((block) => !block.warmUp.steady).length],
    ["noisy", blocks.filter((block) => outliers(block.samplesMs)?.noisy === true).length],
    ["drift", blocks.filter((b) => Math.abs(drift(b.samplesMs) ?? 0) > driftLimit).length],
    [
      "throttled",
      records.filter(({ cooling }) => cooling?.throttled === true).length,
      repeats(cooled),
    ],
  ];
  const all = Math.max(1, blocks.length);
  return counts.map(([code, count, rest = ""]) => ({
    code,
    detail: `in ${count} of ${blocks.length} blocks${rest}`,
    part: count / all,
  }));
}

/** What was tried about it. */
function repeats(count: number): string {
  if (count === 0) return ", no cool-down tried";
  return `, after ${count} cool-down${count === 1 ? "" : "s"}, too`;
}
