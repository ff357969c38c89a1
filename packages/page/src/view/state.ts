import { armKey, type Block, type BlockEnd, type PageProfile } from "@vmoe-bench/contracts";
import type { Connection } from "../client/page-client.ts";

/** The block that runs, as it is shown. */
export interface ShownBlock {
  readonly block: Block;
  readonly position: number;
  readonly blocks: number;
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
  readonly running: ShownBlock | undefined;
  /** Of each block that ended, the oldest first. */
  readonly ended: readonly EndedBlock[];
  /** What the server says at the end. */
  readonly lines: readonly string[] | undefined;
  /** Whether the screen is kept on. */
  readonly awake: boolean;
}

export interface EndedBlock {
  readonly id: string;
  readonly what: string;
  readonly outcome: string;
  readonly status: BlockEnd["type"];
}

export const firstState: PageState = {
  profile: undefined,
  connection: { state: "connecting" },
  running: undefined,
  ended: [],
  lines: undefined,
  awake: false,
};

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

/** What a block measured, in one line. */
export function endedBlock(block: Block, end: BlockEnd): EndedBlock {
  const { task } = block;
  const what = `${tasks[task.kind]} · ${armKey(block.arm)}`;
  return { id: block.id, what, status: end.type, outcome: outcomeOf(end) };
}

function outcomeOf(end: BlockEnd): string {
  switch (end.type) {
    case "aborted":
      return "stopped";
    case "unsupported":
      return end.reason;
    case "failed":
      return end.failure.message;
    case "completed":
      return measured(end.measurement);
  }
}

function measured(found: Extract<BlockEnd, { type: "completed" }>["measurement"]): string {
  switch (found.kind) {
    case "latency":
      return `${milliseconds(medianOf(found.samplesMs))} median`;
    case "accuracy": {
      const right = found.labels.filter((label, i) => label === found.predicted[i]).length;
      return `${((100 * right) / found.labels.length).toFixed(2)} % right`;
    }
    case "footprint":
      return `${(found.residentBytes.peak / 1e6).toFixed(1)} MB`;
    case "proof":
      return found.proofs.every((proof) => proof.method === "none" || proof.holds)
        ? "holds"
        : "does not hold";
  }
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
