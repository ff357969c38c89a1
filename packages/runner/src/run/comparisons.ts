import {
  armKey,
  baselineOf,
  roundsOf,
  type Arm,
  type BlockRecord,
  type ComparisonEnd,
  type LatencyMeasurement,
  type RunManifest,
} from "@vmoe-bench/contracts";
import { comparisonProgress, measuredMs, type Round } from "@vmoe-bench/measure";

interface Comparison {
  readonly arm: Arm;
  readonly baseline: Arm;
  /** Undefined while more rounds are needed. */
  reason: ComparisonEnd["reason"] | undefined;
}

/**
 * Which arms of a run need another round (rule 1): those of a comparison whose interval is wider than
 * asked, until the profile's time is spent. An arm without a baseline goes on as long as any arm that
 * is compared with it does.
 */
export class Comparisons {
  readonly #manifest: RunManifest;
  readonly #comparisons: readonly Comparison[];
  /** Round of each latency block, from 0. */
  readonly #rounds: ReadonlyMap<string, number>;
  /** What each arm measured, by key and round. */
  readonly #measured = new Map<string, Map<number, LatencyMeasurement>>();
  #looked = -1;

  constructor(manifest: RunManifest) {
    this.#manifest = manifest;
    this.#rounds = roundsOf(manifest.blocks);
    const arms = new Map(
      manifest.blocks
        .filter(({ task }) => task === "latency")
        .map(({ arm }) => [armKey(arm), arm] as const),
    );
    this.#comparisons = [...arms.values()].flatMap((arm) => {
      const baseline = baselineOf(arm, manifest.twins);
      if (baseline === undefined || !arms.has(armKey(baseline))) return [];
      return [{ arm, baseline, reason: undefined }];
    });
  }

  add(record: BlockRecord): void {
    const round = this.#rounds.get(record.blockId);
    if (round === undefined || record.status !== "completed") return;
    if (record.measurement.kind !== "latency") return;
    const key = armKey(record.arm);
    const known = this.#measured.get(key) ?? new Map<number, LatencyMeasurement>();
    this.#measured.set(key, known.set(round, record.measurement));
  }

  /** Whether a planned block is to run, asked in the order of the plan; the first rounds always are. */
  needs(blockId: string, arm: Arm): boolean {
    const round = this.#rounds.get(blockId);
    if (round === undefined || round < this.#manifest.profile.blocks) return true;
    this.#look(round);
    const key = armKey(arm);
    return this.#comparisons.some(
      ({ reason, ...pair }) =>
        reason === undefined && (armKey(pair.arm) === key || armKey(pair.baseline) === key),
    );
  }

  /** Whether a block belongs to the rounds that run in any case. */
  isFixed(blockId: string): boolean {
    return (this.#rounds.get(blockId) ?? 0) < this.#manifest.profile.blocks;
  }

  /** After the last block. */
  ends(): ComparisonEnd[] {
    this.#look(Infinity);
    return this.#comparisons.map(({ arm, baseline, reason = "rounds" }) => ({
      arm: armKey(arm),
      baseline: armKey(baseline),
      rounds: this.#pairs(arm, baseline).length,
      reason,
    }));
  }

  /** Once a round, so that all arms are judged by the same rounds. */
  #look(round: number): void {
    if (round <= this.#looked) return;
    this.#looked = round;
    for (const comparison of this.#comparisons) comparison.reason ??= this.#reason(comparison);
  }

  #reason({ arm, baseline }: Comparison): ComparisonEnd["reason"] | undefined {
    const [own, other] = [arm, baseline].map((one) => [...this.#of(one).values()]);
    if (own === undefined || other === undefined) return "no-result";
    if (own.length === 0 || other.length === 0) return "no-result";
    const { profile, suite, seed } = this.#manifest;
    const pairs = this.#pairs(arm, baseline);
    const { ratio, narrowEnough } = comparisonProgress(pairs, {
      seed,
      halfWidth: suite.ratioHalfWidth,
      threshold: suite.claimThreshold,
      minRounds: profile.blocks,
      // A pass over all images is one query offline; each block has as many as it was asked for.
      minSamples: arm.scenario.kind === "offline" ? 1 : profile.minSamples,
      minMs: 0,
    });
    if (narrowEnough && ratio !== undefined) {
      const width = ratio.high - ratio.low;
      return width <= 2 * suite.ratioHalfWidth * ratio.ratio ? "narrow" : "clear";
    }
    // Samples too short for the clock give no ratio, however many there are.
    if (ratio === undefined && pairs.length >= profile.blocks) return "no-result";
    return Math.max(spentOn(own), spentOn(other)) >= profile.maxDurationMs ? "time" : undefined;
  }

  #of(arm: Arm): ReadonlyMap<number, LatencyMeasurement> {
    return this.#measured.get(armKey(arm)) ?? new Map<number, LatencyMeasurement>();
  }

  /** The rounds that both completed. */
  #pairs(arm: Arm, baseline: Arm): Round[] {
    const dense = this.#of(baseline);
    return [...this.#of(arm)].flatMap(([round, { samplesMs }]) => {
      const other = dense.get(round);
      return other === undefined ? [] : [{ arm: samplesMs, baseline: other.samplesMs }];
    });
  }
}

function spentOn(blocks: readonly LatencyMeasurement[]): number {
  return blocks.reduce((sum, block) => sum + measuredMs(block), 0);
}
