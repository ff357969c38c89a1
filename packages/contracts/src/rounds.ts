import { armKey } from "./block.ts";
import type { RunManifest } from "./run-manifest.ts";

/** The round of each latency block of a plan, from 0: each round has every arm once. */
export function roundsOf(blocks: RunManifest["blocks"]): Map<string, number> {
  const seen = new Map<string, number>();
  const rounds = new Map<string, number>();
  for (const { id, task, arm } of blocks) {
    if (task !== "latency") continue;
    const round = seen.get(armKey(arm)) ?? 0;
    seen.set(armKey(arm), round + 1);
    rounds.set(id, round);
  }
  return rounds;
}
