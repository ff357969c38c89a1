import type { Tensor } from "@tensorflow/tfjs-core";
import { UnsupportedError, type Strategy } from "@vmoe-bench/contracts";
import type { Ops } from "@vmoe-bench/model";
import { inferenceOps } from "./inference/inference-ops.ts";
import { allExperts } from "./inference/strategies/all-experts.ts";
import { gather } from "./inference/strategies/gather.ts";
import type { ExpertStrategy } from "./inference/strategies/strategy.ts";

const strategies: Partial<Record<Strategy, ExpertStrategy>> = {
  gather,
  "all-experts": allExperts,
};

/** The model forward on tfjs. A dense model runs under any strategy: it has no experts. */
export function tfjsOps({ strategy }: { strategy: Strategy }): Ops<Tensor> {
  const experts = strategies[strategy];
  if (experts !== undefined) return inferenceOps(experts);
  if (strategy === "dense") return inferenceOps(noExperts);
  throw new UnsupportedError(
    `tfjs does not execute experts as "${strategy}".`,
    `Use ${Object.keys(strategies).join(" or ")}.`,
  );
}

function noExperts(): Tensor {
  throw new Error("A dense model has no experts.");
}
