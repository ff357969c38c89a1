import { UnsupportedError, type ModelArtifact, type Strategy } from "@vmoe-bench/contracts";
import { allExperts } from "./all-experts.ts";
import { gather } from "./gather.ts";
import type { ExpertStrategy } from "./strategy.ts";

const strategies: Readonly<Partial<Record<Strategy, ExpertStrategy>>> = {
  gather,
  "all-experts": allExperts,
  dense: {
    experts() {
      throw new Error("A dense model has no experts.");
    },
  },
};

/**
 * @throws UnsupportedError for a dense model with a strategy for experts, and the other way round
 */
export function strategyFor({ id, config }: ModelArtifact, name: Strategy): ExpertStrategy {
  const isDense = config.moe === undefined;
  const found = strategies[name];
  if (found === undefined)
    throw new UnsupportedError(
      `"${name}" is not one graph.`,
      `Use ${Object.keys(strategies).join(" or ")}.`,
    );
  if (isDense === (name === "dense")) return found;
  throw new UnsupportedError(
    isDense
      ? `The model "${id}" has no experts for the strategy "${name}".`
      : `The model "${id}" has experts, which the strategy "dense" does not run.`,
    isDense ? `Run it as "dense".` : `Run it as "gather" or "all-experts".`,
  );
}
