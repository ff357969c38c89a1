import { judge, type Winner } from "@vmoe-bench/report/judge";
import type { DashboardCell, DashboardData, DashboardRun } from "./schema.ts";

/**
 * One for each sparse model on each device: of its newest run that compares it, the fastest cell of
 * the smallest batch. Software adapters, controls and invalid cells never make a headline.
 * @param include the sparse cells to choose from: then each verdict is of its own cell; without, it is
 * of all that its run has of the pair
 */
export function headlinesOf(
  { cells, runs, devices }: Pick<DashboardData, "cells" | "runs" | "devices">,
  include?: (cell: DashboardCell) => boolean,
): Headline[] {
  const best = new Map<string, { index: number; cell: DashboardCell; device: number }>();
  cells.forEach((cell, index) => {
    const run = runs[cell.run];
    if (run === undefined || !canHeadline(cell)) return;
    if (include !== undefined && !include(cell)) return;
    const key = JSON.stringify([run.device, cell.model, cell.dataset]);
    const before = best.get(key);
    if (before === undefined || isBetter(cell, before.cell, runs))
      best.set(key, { index, cell, device: run.device });
  });
  return [...best.values()].flatMap(({ index, cell, device }) => {
    const baseline = cell.baseline === null ? undefined : cells[cell.baseline];
    if (baseline === undefined || cell.baseline === null) return [];
    const deviceName = devices[device]?.name ?? "";
    return [
      headlineOf({
        device,
        deviceName,
        unfinished: runs[cell.run]?.unfinished ?? false,
        cell: index,
        told: include === undefined ? toldIn(runs[cell.run], cell, baseline) : null,
        own: cell,
        baseline: { index: cell.baseline, cell: baseline },
      }),
    ];
  });
}

function toldIn(run: DashboardRun | undefined, cell: DashboardCell, baseline: DashboardCell) {
  return (
    run?.answer.pairs.find(
      ({ model, baseline: other, data }) =>
        model === cell.model && other === baseline.model && data === cell.dataset,
    ) ?? null
  );
}

function canHeadline(cell: DashboardCell): boolean {
  const counts = cell.state === "valid" || cell.state === "semi-valid";
  return counts && !cell.software && cell.control === "none" && cell.ratio !== null;
}

function isBetter(a: DashboardCell, b: DashboardCell, runs: readonly DashboardRun[]): boolean {
  const newer = (runs[a.run]?.startedAt ?? "").localeCompare(runs[b.run]?.startedAt ?? "");
  if (a.run !== b.run && newer !== 0) return newer > 0;
  if (a.batch !== b.batch) return a.batch < b.batch;
  return (a.latency?.medianMs ?? Infinity) < (b.latency?.medianMs ?? Infinity);
}

/** The answer for one sparse model on one device. */
export interface Headline {
  readonly device: number;
  /** Indexes of the sparse cell and of its dense baseline. */
  readonly cell: number;
  readonly baseline: number;
  readonly winner: Winner;
  /** "The dense model is better here: …" */
  readonly verdict: string;
  readonly sentence: string;
}

interface Pair {
  readonly device: number;
  readonly deviceName: string;
  /** Whether its run may still change it. */
  readonly unfinished: boolean;
  readonly cell: number;
  readonly own: DashboardCell;
  readonly baseline: { readonly index: number; readonly cell: DashboardCell };
  /** What the whole run says of the pair, of all its backends; null for what the cell alone says. */
  readonly told: Pick<Headline, "winner" | "verdict"> | null;
}

/** The answer that a person looks for first, in one sentence. */
export function headlineOf(pair: Pair): Headline {
  const { device, deviceName, unfinished, cell, own, baseline } = pair;
  const { winner, verdict } = pair.told ?? verdictOf(own);
  const still = unfinished ? "UNFINISHED: " : "";
  const how = [
    own.strategy,
    own.backend,
    ...(own.precision === "float32" ? [] : [own.precision]),
    ...(own.batch === 1 ? [] : [`batch ${own.batch}`]),
  ].join(", ");
  return {
    device,
    cell,
    baseline: baseline.index,
    winner,
    verdict: `${still}${verdict}`,
    sentence: `${still}On ${isolated(deviceName)}, ${isolated(own.model)} (${how}) is ${accuracy(own)} and ${speed(own)} than ${own.strategy === "dense" ? "" : "its dense baseline "}${isolated(baseline.cell.model)}.`,
  };
}

const count = new Intl.NumberFormat("en");

function accuracy({ gain }: DashboardCell): string {
  if (gain === null) return "of unmeasured accuracy";
  const [word, low, high] =
    gain.value < 0 ? ["worse", -gain.high, -gain.low] : ["better", gain.low, gain.high];
  const points = Math.abs(gain.value).toFixed(2);
  const sure = significant(low, high, 0)
    ? `[${low.toFixed(2)}, ${high.toFixed(2)}]`
    : "not significant";
  return `${points} points ${word} (${sure}, ${count.format(gain.n)} images)`;
}

function speed({ ratio, verdict }: DashboardCell): string {
  if (ratio === null) return "of unmeasured speed";
  const slower = ratio.value >= 1;
  const [value, low, high] = slower
    ? [ratio.value, ratio.low, ratio.high]
    : [1 / ratio.value, 1 / ratio.high, 1 / ratio.low];
  const interval = `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
  const said = `${value.toFixed(2)}x ${slower ? "slower" : "faster"}`;
  return verdict === "no-difference"
    ? `${said} (no difference shown, ${interval})`
    : `${said} ${interval}`;
}

function significant(low: number, high: number, zero: number): boolean {
  return low > zero || high < zero;
}

/** What the two are called: a dense model that is compared with another has no baseline. */
function namesOf({ strategy }: DashboardCell): { readonly own: string; readonly other: string } {
  return strategy === "dense"
    ? { own: "the model", other: "what it is compared with" }
    : { own: "the V-MoE", other: "the dense model" };
}

function verdictOf(own: DashboardCell): Pick<Headline, "winner" | "verdict"> {
  const { gain, verdict, backend } = own;
  const isClaim = verdict === "faster" || verdict === "slower" || verdict === "no-difference";
  return judge({ names: namesOf(own), gain, speeds: isClaim ? [{ backend, verdict }] : [] });
}

const directionMarks = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name inside a sentence, such that it can't turn the direction of what stands after it. */
function isolated(name: string): string {
  const plain = name.replaceAll(directionMarks, " ");
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}
