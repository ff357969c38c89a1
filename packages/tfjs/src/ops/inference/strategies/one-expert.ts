import { mul, reshape } from "@tensorflow/tfjs-core";
import { activated, linear } from "../inference-ops.ts";
import type { ExpertStrategy } from "./strategy.ts";

/** All images go to the one expert whose weights these are: [H,D] and [D,H], not stacked. */
export const oneExpert: ExpertStrategy = (x, { gates }, { fc1, fc2, activation }) =>
  mul(linear(activated(linear(x, fc1), activation), fc2), reshape(gates, [-1, 1, 1]));
