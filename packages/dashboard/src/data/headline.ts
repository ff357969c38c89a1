import { isolated } from "./isolated.ts";
import type { DashboardCell } from "./schema.ts";

/** The answer for one sparse model on one device. */
export interface Headline {
  readonly device: number;
  /** Indexes of the sparse cell and of its dense twin. */
  readonly cell: number;
  readonly twin: number;
  readonly winner: "sparse" | "dense" | "trade-off" | "none";
  /** "The dense twin is better here: …" */
  readonly verdict: string;
  readonly sentence: string;
}

interface Pair {
  readonly device: number;
  readonly deviceName: string;
  readonly cell: number;
  readonly own: DashboardCell;
  readonly twin: { readonly index: number; readonly cell: DashboardCell };
}

/** The answer that a person looks for first, in one sentence. */
export function headlineOf({ device, deviceName, cell, own, twin }: Pair): Headline {
  const { winner, verdict } = verdictOf(own);
  const how = [
    own.strategy,
    own.backend,
    ...(own.precision === "float32" ? [] : [own.precision]),
    ...(own.batch === 1 ? [] : [`batch ${own.batch}`]),
  ].join(", ");
  return {
    device,
    cell,
    twin: twin.index,
    winner,
    verdict,
    sentence: `On ${isolated(deviceName)}, ${isolated(own.model)} (${how}) is ${accuracy(own)} and ${speed(own)} than ${own.strategy === "dense" ? "" : "its dense twin "}${isolated(twin.cell.model)}.`,
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

/** What the two are called: a dense model that is compared with another has no twin. */
function namesOf({ strategy }: DashboardCell): { readonly own: string; readonly twin: string } {
  return strategy === "dense"
    ? { own: "the model", twin: "what it is compared with" }
    : { own: "the V-MoE", twin: "its dense twin" };
}

function verdictOf(own: DashboardCell): Pick<Headline, "winner" | "verdict"> {
  const { gain, verdict } = own;
  const names = namesOf(own);
  const surely = gain !== null && significant(gain.low, gain.high, 0);
  const accurate = surely ? Math.sign(gain.value) : 0;
  const fast = verdict === "faster" ? 1 : verdict === "slower" ? -1 : 0;
  const asAccurate = gain === null ? "accuracy was not compared" : "no accuracy difference shown";
  if (accurate === 0 && fast === 0)
    return { winner: "none", verdict: "No difference shown between the two." };
  if (accurate * fast < 0)
    return {
      winner: "trade-off",
      verdict:
        accurate > 0
          ? `A trade-off: ${names.own} is more accurate, ${names.twin} is faster.`
          : `A trade-off: ${names.own} is faster, ${names.twin} is more accurate.`,
    };
  const winner = accurate + fast > 0 ? "sparse" : "dense";
  const dense = own.strategy === "dense";
  const better = dense ? "The model" : "The V-MoE";
  const other = dense ? "What it is compared with" : "The dense twin";
  const name = winner === "sparse" ? better : other;
  const reasons = [
    ...(accurate === 0 ? [] : ["more accurate"]),
    ...(fast === 0 ? ["no speed difference shown"] : ["faster"]),
    ...(accurate === 0 ? [asAccurate] : []),
  ];
  return { winner, verdict: `${name} is better here: ${reasons.join(", ")}.` };
}
