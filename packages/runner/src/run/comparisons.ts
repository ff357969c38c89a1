import {
  armKey,
  baselinesAmong,
  roundsOf,
  type Arm,
  type BlockRecord,
  type ComparisonEnd,
  type RunManifest,
} from "@vmoe-bench/contracts";
import {
  comparisonProgress,
  measuredMs,
  type ComparisonProgress,
  type Round,
} from "@vmoe-bench/measure";

export interface MeasuredBlock {
  readonly samplesMs: readonly number[];
  /** Measured time in all. */
  readonly ms: number;
}

interface Comparison {
  readonly arm: Arm;
  readonly baseline: Arm;
  /** Undefined while more rounds are needed. */
  reason: ComparisonEnd["reason"] | undefined;
  /** How wide its interval is, as a multiple of what is asked; Infinity where it has none yet. */
  width: number;
}

/** `no-time`: it would be of use, and the suite's time went to others or is spent. */
export type Need = "needed" | "needless" | "no-time";

/** Whether the blocks that a round has of these arms can still be run. */
export type Fits = (arms: ReadonlySet<string>) => boolean;

/** A round of a suite with a time of its own is of the comparisons at least so wide as the widest. */
const wideEnough = 0.5;

/**
 * Which arms of a run need another round (rule 1): those of a comparison whose interval is wider than
 * asked, until the profile's time is spent. Where the suite has a time of its own, a difference that
 * is clear is made narrow as well, and rounds go to the widest comparisons whose blocks all fit.
 */
export class Comparisons {
  readonly #manifest: RunManifest;
  readonly #arms: readonly string[];
  readonly #comparisons: readonly Comparison[];
  /** Round of each latency block, from 0. */
  readonly #rounds: ReadonlyMap<string, number>;
  /** What each arm measured, by key and round. */
  readonly #measured = new Map<string, Map<number, MeasuredBlock>>();
  #looked = -1;
  /** Arms that run in the round that was looked at last. */
  #chosen: ReadonlySet<string> = new Set();

  constructor(manifest: RunManifest) {
    this.#manifest = manifest;
    this.#rounds = roundsOf(manifest.blocks);
    const arms = new Map(
      manifest.blocks
        .filter(({ task }) => task === "latency")
        .map(({ arm }) => [armKey(arm), arm] as const),
    );
    this.#arms = [...arms.keys()];
    const baselineFor = baselinesAmong([...arms.values()], manifest.baselines);
    this.#comparisons = [...arms.values()].flatMap((arm) => {
      const baseline = baselineFor(arm);
      if (baseline === undefined) return [];
      return [{ arm, baseline, reason: undefined, width: Infinity }];
    });
  }

  add(record: BlockRecord): void {
    const { blockId, arm } = record;
    if (record.status !== "completed" || record.measurement.kind !== "latency") return;
    const { samplesMs } = record.measurement;
    this.measured(blockId, arm, { samplesMs, ms: measuredMs(record.measurement) });
  }

  /** What a latency block measured, in the order of the rounds. */
  measured(blockId: string, arm: Arm, block: MeasuredBlock): void {
    const round = this.#rounds.get(blockId);
    if (round === undefined) return;
    const key = armKey(arm);
    const known = this.#measured.get(key) ?? new Map<number, MeasuredBlock>();
    this.#measured.set(key, known.set(round, block));
  }

  /** Whether a planned block is to run, asked in the order of the plan. */
  needs(blockId: string, arm: Arm, fits: Fits = () => true): Need {
    const round = this.#rounds.get(blockId);
    if (round === undefined) return "needed";
    const isFixed = this.isFixed(blockId);
    if (round > this.#looked) {
      this.#looked = round;
      // The first rounds are judged together, when they are over.
      if (isFixed) this.#measureWidths();
      else this.#judge();
      this.#chosen = isFixed ? this.#fixedArms(fits) : this.#wideArms(fits);
    }
    const key = armKey(arm);
    if (this.#chosen.has(key)) return "needed";
    const isOpen = this.#comparisons.some(
      (pair) => pair.reason === undefined && armsOf(pair).includes(key),
    );
    return isOpen || isFixed ? "no-time" : "needless";
  }

  /** Whether a block belongs to the rounds that run in any case. */
  isFixed(blockId: string): boolean {
    return (this.#rounds.get(blockId) ?? 0) < this.#manifest.profile.blocks;
  }

  /** After the last block. @param timeIsUp whether rounds were left out because they did not fit */
  ends(timeIsUp = false): ComparisonEnd[] {
    this.#judge();
    return this.#comparisons.map((comparison) => {
      const { arm, baseline } = comparison;
      const reason = comparison.reason ?? this.#openEnd(comparison, timeIsUp);
      const rounds = this.#pairs(arm, baseline).length;
      return { arm: armKey(arm), baseline: armKey(baseline), rounds, reason };
    });
  }

  #openEnd(pair: Comparison, timeIsUp: boolean): ComparisonEnd["reason"] {
    if (this.#progress(pair).narrowEnough) return "clear";
    return timeIsUp ? "budget" : "rounds";
  }

  #measureWidths(): void {
    for (const comparison of this.#comparisons) {
      const { ratio } = this.#progress(comparison);
      const { ratioHalfWidth } = this.#manifest.suite;
      comparison.width =
        ratio === undefined
          ? Infinity
          : (ratio.high - ratio.low) / (2 * ratioHalfWidth * ratio.ratio);
    }
  }

  /** Once a round, so that all arms are judged by the same rounds. */
  #judge(): void {
    this.#measureWidths();
    for (const comparison of this.#comparisons) comparison.reason ??= this.#reason(comparison);
  }

  /** The arms of the first rounds: all, or the widest that fit. */
  #fixedArms(fits: Fits): ReadonlySet<string> {
    const chosen = fitting(this.#comparisons, fits);
    for (const key of this.#arms) {
      const isCompared = this.#comparisons.some((pair) => armsOf(pair).includes(key));
      if (!isCompared && fits(new Set([...chosen, key]))) chosen.add(key);
    }
    return chosen;
  }

  #wideArms(fits: Fits): ReadonlySet<string> {
    const open = this.#comparisons.filter(({ reason }) => reason === undefined);
    const least = this.#hasBudget ? wideEnough * Math.max(...open.map(({ width }) => width)) : 0;
    return fitting(
      open.filter(({ width }) => width >= least),
      fits,
    );
  }

  get #hasBudget(): boolean {
    return this.#manifest.suite.budgetSeconds !== null;
  }

  #progress({ arm, baseline }: Comparison): ComparisonProgress {
    const { profile, suite, seed } = this.#manifest;
    return comparisonProgress(this.#pairs(arm, baseline), {
      seed,
      halfWidth: suite.ratioHalfWidth,
      threshold: suite.claimThreshold,
      minRounds: profile.blocks,
      // A pass over all images is one query offline; each block has as many as it was asked for.
      minSamples: arm.scenario.kind === "offline" ? 1 : profile.minSamples,
      minMs: 0,
    });
  }

  #reason(comparison: Comparison): ComparisonEnd["reason"] | undefined {
    const { arm, baseline, width } = comparison;
    const [own, other] = [arm, baseline].map((one) => [...this.#of(one).values()]);
    if (own === undefined || other === undefined) return "no-result";
    if (own.length === 0 || other.length === 0) return "no-result";
    const { profile } = this.#manifest;
    const { ratio, narrowEnough } = this.#progress(comparison);
    if (narrowEnough && width <= 1) return "narrow";
    if (narrowEnough && !this.#hasBudget) return "clear";
    // Samples too short for the clock give no ratio, however many there are.
    if (ratio === undefined && this.#pairs(arm, baseline).length >= profile.blocks)
      return "no-result";
    return Math.max(spentOn(own), spentOn(other)) >= profile.maxDurationMs ? "time" : undefined;
  }

  #of(arm: Arm): ReadonlyMap<number, MeasuredBlock> {
    return this.#measured.get(armKey(arm)) ?? new Map<number, MeasuredBlock>();
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

function armsOf({ arm, baseline }: Comparison): string[] {
  return [armKey(arm), armKey(baseline)];
}

/** The arms of as many comparisons as fit, the widest first. */
function fitting(comparisons: readonly Comparison[], fits: Fits): Set<string> {
  let chosen = new Set<string>();
  for (const pair of comparisons.toSorted((a, b) => compareWidths(b.width, a.width))) {
    const more = new Set([...chosen, ...armsOf(pair)]);
    if (fits(more)) chosen = more;
  }
  return chosen;
}

/** Infinity less itself is no number. */
function compareWidths(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function spentOn(blocks: readonly MeasuredBlock[]): number {
  return blocks.reduce((sum, { ms }) => sum + ms, 0);
}
