import { UnsupportedError, type DefinedArtifact, type Strategy } from "@vmoe-bench/contracts";
import { requireExpertsFor } from "@vmoe-bench/backend/experts";
import { splittable } from "@vmoe-bench/model";
import { allExperts } from "./all-experts.ts";
import { branch } from "./branch.ts";
import { gather } from "./gather.ts";
import { moeOp } from "./moe-op.ts";
import type { ExpertStrategy } from "./strategy.ts";

/** The strategies that are one graph. */
export const wholeGraphs = {
  "all-experts": allExperts,
  gather,
  branch,
  "moe-op": moeOp,
  dense: {
    experts() {
      throw new Error("A dense model has no experts.");
    },
  },
} satisfies Partial<Record<Strategy, ExpertStrategy>>;

/**
 * @throws UnsupportedError for a dense model with a strategy for experts, and the other way round;
 * for a routing that a strategy can't run
 */
export function requireFit({ id, config }: DefinedArtifact, strategy: Strategy): void {
  const { moe } = config;
  requireExpertsFor(strategy, id, moe);
  if (strategy !== "split" && strategy !== "split-lazy") return;
  splittable(config, id);
  if (moe?.routing === "token")
    throw new UnsupportedError(
      `"${strategy}" needs one choice of experts for a whole image; "${id}" chooses for each token.`,
      `Use "branch", which groups tokens by expert, or "gather".`,
    );
  if (moe !== undefined && moe.k > 1)
    throw new UnsupportedError(
      `"${strategy}" has a graph for each expert; with k = ${moe.k}, "${id}" would need one for each choice of ${moe.k}.`,
      `Use "branch" or "gather".`,
    );
}
