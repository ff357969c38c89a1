import { UnsupportedError, type DefinedArtifact, type Strategy } from "@vmoe-bench/contracts";
import { requireExpertsFor } from "@vmoe-bench/backend/experts";
import { splittable } from "@vmoe-bench/model";
import { allExperts } from "./all-experts.ts";
import { gather } from "./gather.ts";
import type { ExpertStrategy } from "./strategy.ts";

/** The strategies that are one graph. */
export const wholeGraphs = {
  "all-experts": allExperts,
  gather,
  dense: {
    experts() {
      throw new Error("A dense model has no experts.");
    },
  },
} satisfies Partial<Record<Strategy, ExpertStrategy>>;

export type WholeGraph = keyof typeof wholeGraphs;

/**
 * The strategy as LiteRT can have it: one graph, or a trunk with tails.
 * @throws UnsupportedError for one that is not written for LiteRT, or does not fit the model
 */
export function requireFit(
  { id, config }: DefinedArtifact,
  strategy: Strategy,
): WholeGraph | "split" {
  const { moe } = config;
  requireExpertsFor(strategy, id, moe);
  switch (strategy) {
    case "dense":
    case "all-experts":
    case "gather":
      return strategy;
    case "split":
    case "split-lazy":
      splittable(config, id);
      if (moe !== undefined && (moe.routing === "token" || moe.k > 1))
        throw new UnsupportedError(
          `"${strategy}" needs one expert for a whole image; "${id}" has k = ${moe.k} for each ${moe.routing}.`,
          `Use "gather".`,
        );
      return "split";
    case "branch":
    case "moe-op":
      throw new UnsupportedError(
        `"${strategy}" is not written for LiteRT.`,
        `Use "gather", "split", "split-lazy" or "all-experts".`,
      );
  }
}
