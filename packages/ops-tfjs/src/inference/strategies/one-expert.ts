import { mul, reshape } from "@tensorflow/tfjs-core";
import { gelu } from "../gelu.ts";
import { linear } from "../linear.ts";
import type { ExpertStrategy } from "./strategy.ts";

/** All images go to the one expert whose weights these are: [H,D] and [D,H], not stacked. */
export const oneExpert: ExpertStrategy = (x, { gates }, { fc1, fc2 }) =>
  mul(linear(gelu(linear(x, fc1)), fc2), reshape(gates, [-1, 1, 1]));
