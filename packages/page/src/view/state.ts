import type { Block, PageEntry, PageProfile, PageResult, RunProgress } from "@vmoe-bench/contracts";
import type { Connection, Overview } from "../client/page-client.ts";

/** The block that runs, as it is shown. */
export interface ShownBlock {
  readonly block: Block;
  readonly phase: "waiting-for-visible" | "loading" | "measuring";
  /** From 0 to 1. */
  readonly progress: number;
  /** The newest latencies, in ms, oldest first. */
  readonly samplesMs: readonly number[];
}

/** All that the page shows. */
export interface PageState {
  readonly profile: PageProfile | undefined;
  readonly connection: Connection;
  /** What the server said of the whole run, and when that was. */
  readonly run: { readonly told: RunProgress; readonly atMs: number } | undefined;
  readonly running: ShownBlock | undefined;
  /** What came of the run so far, the oldest first. */
  readonly entries: readonly PageEntry[];
  /** What the server says at the end. */
  readonly result: PageResult | undefined;
  /** Whether the screen is kept on. */
  readonly awake: boolean;
}

export const firstState: PageState = {
  profile: undefined,
  connection: { state: "connecting" },
  run: undefined,
  running: undefined,
  entries: [],
  result: undefined,
  awake: false,
};

/** What the server says of the run, which has the last word: so a page that was reloaded knows all. */
export function withOverview(
  { entries: known }: Pick<PageState, "entries">,
  { progress, from, entries }: Pick<Overview, "progress" | "from" | "entries">,
  nowMs: number,
): Pick<PageState, "run" | "entries"> {
  return {
    run: { told: progress, atMs: nowMs },
    entries: [...known.slice(0, from), ...entries],
  };
}

/** How far the whole run is: the part of it that is over, from 0 to 1, and the time that is left. */
export function overallOf(
  { told, atMs }: NonNullable<PageState["run"]>,
  nowMs: number,
): { readonly part: number; readonly leftMs: number } {
  const since = nowMs - atMs;
  const whole = told.elapsedMs + told.leftMs;
  return {
    part: whole === 0 ? 0 : Math.min(1, (told.elapsedMs + since) / whole),
    leftMs: Math.max(0, told.leftMs - since),
  };
}

const tasks = {
  latency: "Latency",
  accuracy: "Accuracy",
  footprint: "Memory",
  proof: "Proof",
} as const;

/** "Latency of fashion-vit-6x64". */
export function titleOf({ task, arm }: Block): string {
  return `${tasks[task.kind]} of ${arm.model}`;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** "0.512 ms", "12.3 ms". */
export function milliseconds(ms: number): string {
  return `${ms.toPrecision(3)} ms`;
}

/** "about 2 min 10 s left", in steps of 5 s, which nobody counts along with. */
export function timeLeftText(ms: number): string {
  const seconds = 5 * Math.ceil(ms / 5_000);
  if (seconds === 0) return "nearly done";
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const parts = [...(minutes > 0 ? [`${minutes} min`] : []), ...(rest > 0 ? [`${rest} s`] : [])];
  return `about ${parts.join(" ")} left`;
}
