import type { Tensor } from "@tensorflow/tfjs-core";
import type { Mlp, Routing } from "@vmoe-bench/model";

/**
 * How the chosen experts are executed: [B,N,D] → [B,N,D], Σ gate · mlp of each chosen expert.
 * The routing is per image ([B,k]) or per token ([B,N,k]). Every strategy gives the same result.
 */
export type ExpertStrategy = (x: Tensor, routing: Routing<Tensor>, mlp: Mlp<Tensor>) => Tensor;
