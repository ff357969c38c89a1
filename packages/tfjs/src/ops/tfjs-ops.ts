import type { Tensor } from "@tensorflow/tfjs-core";
import { UnsupportedError, type Strategy } from "@vmoe-bench/contracts";
import type { ConvOps } from "@vmoe-bench/model";
import { inferenceOps } from "./inference/inference-ops.ts";
import { allExperts } from "./inference/strategies/all-experts.ts";
import { gather } from "./inference/strategies/gather.ts";
import { oneExpert } from "./inference/strategies/one-expert.ts";
import type { ExpertStrategy } from "./inference/strategies/strategy.ts";

const strategies: Partial<Record<Strategy, ExpertStrategy>> = {
  gather,
  "all-experts": allExperts,
  split: oneExpert,
  "split-lazy": oneExpert,
};

/**
 * The model forward on tfjs. A dense model runs under any strategy: it has no experts. Under `split`
 * and `split-lazy` the caller chooses the expert, and passes its weights alone.
 * @throws UnsupportedError for a strategy that needs a graph
 */
export function tfjsOps({ strategy }: { strategy: Strategy }): ConvOps<Tensor> {
  const experts = strategies[strategy];
  if (experts !== undefined) return inferenceOps(experts);
  if (strategy === "dense") return inferenceOps(noExperts);
  throw new UnsupportedError(
    `tfjs runs one operation after another; "${strategy}" needs a graph that the runtime runs as a whole.`,
    `Use ${Object.keys(strategies).join(" or ")}.`,
  );
}

function noExperts(): Tensor {
  throw new Error("A dense model has no experts.");
}
