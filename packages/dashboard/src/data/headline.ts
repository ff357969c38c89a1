import { judge, type Winner } from "@vmoe-bench/report/judge";
import { isolated } from "./isolated.ts";
import type { DashboardCell } from "./schema.ts";

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
