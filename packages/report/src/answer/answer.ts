import { baselinesAmong, strategyName, type Arm } from "@vmoe-bench/contracts";
import type { AccuracyDifference, MedianRatio, Proportion } from "@vmoe-bench/measure";
import { unfinishedText } from "../format/text.ts";
import { milliseconds } from "../format/numbers.ts";
import type { Row, Summary } from "../summary/row.ts";
import { type Program, programOf, type Trust, trustOf } from "./trust.ts";
import { judge, type Claims, type Winner } from "./judge.ts";

/** A run's answer, from which every page and the terminal are told. */
export interface Answer {
  readonly run: string;
  readonly device: string;
  readonly program: Program;
  readonly dataset: string;
  /** That it is, in one sentence; null for a run that came to its end. */
  readonly unfinished: string | null;
  /** Each model beside what it is compared with; empty where nothing is. */
  readonly pairs: readonly PairAnswer[];
  /** Null where nothing could be compared. */
  readonly trust: Trust | null;
  /** Blocks that failed, and why, each cause once. */
  readonly failed: { readonly blocks: number; readonly causes: readonly string[] };
}

export interface PairAnswer {
  readonly model: string;
  readonly baseline: string;
  /** "fashion-mnist/test" */
  readonly data: string;
  /** Whether the model has experts; else both are models of any kind. */
  readonly sparse: boolean;
  readonly winner: Winner;
  /** One sentence. */
  readonly verdict: string;
  /** "batch 1, 1 thread": what all of its latencies were measured with. */
  readonly how: string;
  readonly accuracy: PairAccuracy | null;
  readonly latency: readonly BackendLatency[];
}

export interface PairAccuracy {
  /** In parts of 1, as top-1. */
  readonly gain: AccuracyDifference;
  readonly own: Proportion;
  readonly baseline: Proportion;
}

/** A backend, by the strategy that is fastest on it. */
export type BackendLatency =
  | {
      readonly backend: string;
      readonly state: "measured";
      readonly strategy: string;
      /** Strategies that were compared, of which this one is the best. */
      readonly of: number;
      /** Over rounds. */
      readonly ratio: MedianRatio;
      /** The median over all samples, in ms. */
      readonly ownMs: number;
      readonly baselineMs: number;
      /** What the printed medians divide to; null where that is the printed ratio. */
      readonly ofMedians: string | null;
      readonly verdict: Row["verdict"];
    }
  | { readonly backend: string; readonly state: "unmeasured"; readonly reason: string };

/** Pure: the few lines that a reader wants first. */
export function answerOf(summary: Summary): Answer {
  const { rows, blocks } = summary;
  const program = programOf(summary);
  const groups = groupedBy(rows.filter(isOfPair), ({ arm, baseline }) =>
    JSON.stringify([arm.model, baseline, arm.data]),
  );
  const pairs = groups.map(([, group]) => pairOf(group, summary));
  const told = pairs.flatMap(({ told: own }) => own);
  const failedRows = rows.filter((row) => row.blocks.failed > 0);
  return {
    run: summary.runId,
    device: summary.device.name,
    program,
    dataset: summary.dataset,
    unfinished: unfinishedText(summary),
    pairs: pairs.map(({ pair }) => pair),
    trust: trustOf(
      told.flatMap(({ row, baseline }) => (baseline === undefined ? [row] : [row, baseline])),
      program,
    ),
    failed: {
      blocks: blocks.failed,
      causes: [...new Set(failedRows.flatMap(({ reasons }) => reasons))],
    },
  };
}

function isOfPair({ baseline, arm }: Row): boolean {
  return baseline !== null && arm.control === "none";
}

/** Rows that a pair is told by, each with what it is compared with. */
interface Told {
  readonly row: Row;
  readonly baseline: Row | undefined;
}

function pairOf(group: readonly Row[], { rows: all, data }: Summary) {
  const usual = group.toSorted((a, b) => rank(a.arm, b.arm))[0];
  const like = group.filter(({ arm }) => usual !== undefined && rank(arm, usual.arm) === 0);
  const [first = usual] = like;
  const baseline = first?.baseline ?? "";
  const backends = groupedBy(like, ({ arm }) => arm.backend);
  const told: Told[] = [];
  const latency = backends.map(([backend, rows]): BackendLatency => {
    const best = bestOf(rows);
    const against = best && baselineIn(all, best.arm, baseline);
    if (best !== undefined) told.push({ row: best, baseline: against });
    const ratio = best?.ratio ?? null;
    const own = best?.latency?.medianMs ?? null;
    const other = against?.latency?.medianMs ?? null;
    if (best === undefined || ratio === null || own === null || other === null)
      return { backend, state: "unmeasured", reason: whyUnmeasured(rows) };
    return {
      backend,
      state: "measured",
      strategy: strategyName(best.arm),
      of: rows.filter((row) => row.ratio !== null).length,
      ratio,
      ownMs: own,
      baselineMs: other,
      ofMedians: otherQuotient(ratio, own, other),
      verdict: best.verdict,
    };
  });
  const accuracy = accuracyOf(group, all, baseline);
  const sparse = first !== undefined && first.arm.strategy !== "dense";
  const claims: Claims = {
    names: sparse
      ? { own: "the V-MoE", other: "the dense model" }
      : { own: first?.arm.model ?? "", other: baseline },
    gain: accuracy?.gain ?? null,
    speeds: latency.flatMap((one) => claimed(one)),
  };
  const pair: PairAnswer = {
    model: first?.arm.model ?? "",
    baseline,
    data: first?.arm.data ?? data,
    sparse,
    ...judge(claims),
    how: first === undefined ? "" : howOf(first.arm),
    accuracy,
    latency,
  };
  return { pair, told };
}

/** The usual way comes first: one query at a time, full precision, the smallest batch, few threads. */
function rank(a: Arm, b: Arm): number {
  const other = unusual(b);
  const differences = unusual(a).map((value, i) => value - (other[i] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

function unusual({ scenario, precision, batch, threads }: Arm): number[] {
  return [
    scenario.kind === "single-stream" ? 0 : 1,
    precision === "float32" ? 0 : 1,
    batch,
    threads,
  ];
}

function howOf({ batch, threads, precision, scenario }: Arm): string {
  return [
    `batch ${batch}`,
    `${threads} thread${threads === 1 ? "" : "s"}`,
    ...(precision === "float32" ? [] : [precision]),
    ...(scenario.kind === "single-stream" ? [] : [scenario.kind]),
  ].join(", ");
}

/** The fastest that something can be claimed of, else the fastest. */
function bestOf(rows: readonly Row[]): Row | undefined {
  const [best] = rows
    .filter(({ ratio }) => ratio !== null)
    .toSorted(
      (a, b) =>
        Number(a.verdict === "no-claim") - Number(b.verdict === "no-claim") ||
        (a.ratio?.ratio ?? 0) - (b.ratio?.ratio ?? 0),
    );
  return best;
}

function baselineIn(all: readonly Row[], arm: Arm, model: string): Row | undefined {
  const arms = all.map((row) => row.arm);
  const baseline = baselinesAmong(arms, { [arm.model]: model })(arm);
  return all.find((row) => row.arm === baseline);
}

function whyUnmeasured(rows: readonly Row[]): string {
  const [reason] = rows.flatMap(({ reasons }) => reasons);
  if (reason !== undefined) {
    const isOld = rows.every(({ blocks }) => blocks.failed === 0);
    return `${isOld ? "unsupported" : "failed"}: ${reason}`;
  }
  if (rows.some(({ verdict }) => verdict === "no-baseline"))
    return "what it is compared with is missing";
  return rows.some(({ latency }) => latency !== null) ? "not enough samples" : "not run";
}

/** The row of a pair with the most images: a slow runtime's are fewer. */
function accuracyOf(
  group: readonly Row[],
  all: readonly Row[],
  model: string,
): PairAccuracy | null {
  const [most] = group
    .filter(({ gain, arm }) => gain !== null && arm.precision === "float32")
    .toSorted((a, b) => (b.gain?.n ?? 0) - (a.gain?.n ?? 0));
  const baseline = most && baselineIn(all, most.arm, model);
  if (!most?.gain || !most.top1 || !baseline?.top1) return null;
  return { gain: most.gain, own: most.top1, baseline: baseline.top1 };
}

/** The quotient as it would be printed, where it is not the printed ratio. */
function otherQuotient({ ratio }: MedianRatio, own: number, other: number): string | null {
  const quotient = (Number(milliseconds(own)) / Number(milliseconds(other))).toFixed(2);
  return quotient === ratio.toFixed(2) ? null : quotient;
}

function claimed(one: BackendLatency): Claims["speeds"] {
  if (one.state === "unmeasured") return [];
  const { backend, verdict } = one;
  return verdict === "faster" || verdict === "slower" || verdict === "no-difference"
    ? [{ backend, verdict }]
    : [];
}

function groupedBy(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): (readonly [key: string, rows: readonly Row[]])[] {
  return [...new Set(rows.map(keyOf))].map((key) => [
    key,
    rows.filter((row) => keyOf(row) === key),
  ]);
}
