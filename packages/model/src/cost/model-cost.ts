import type { KnownFlops, ModelConfig, ModelCost, Strategy } from "@vmoe-bench/contracts";
import { model } from "../model.ts";
import { isExpertWeight, weightShapes } from "../weights/inventory.ts";
import { costOps } from "./cost-ops.ts";
import { ShapeError, type Shape } from "./shape.ts";
import type { Tally } from "./tally.ts";

/** FLOPs per image in three counts, parameters, and bytes of float32 weights. */
export interface ConfigCost extends Pick<ModelCost, "parameters"> {
  readonly flops: KnownFlops;
  readonly weightBytes: { readonly total: number; readonly active: number };
}

/**
 * What an image costs.
 * Active parameters are those that one image can touch: with per-token routing, all of them.
 */
export function modelCost(config: ModelConfig, strategy: Strategy): ConfigCost {
  const { moe } = config;
  const [E, k] = [moe?.experts ?? 1, moe?.k ?? 1];
  const parameters = countParameters(config);
  return {
    flops: {
      denseEquivalent: imageFlops(config, E),
      active: imageFlops(config, k),
      executed: imageFlops(config, strategy === "all-experts" ? E : k),
    },
    parameters,
    weightBytes: { total: 4 * parameters.total, active: 4 * parameters.active },
  };
}

function imageFlops(config: ModelConfig, expertsRun: number): Tally {
  const shapes = weightShapes(config);
  const weight = (name: string): Shape => {
    const shape = shapes.get(name);
    if (shape === undefined) throw new ShapeError(`The inventory has no weight "${name}".`);
    return shape;
  };
  const tally: Tally = { macs2: 0, elementwise: 0 };
  const image = [1, config.channels, config.imageSize, config.imageSize];
  model(costOps(tally, expertsRun), weight, image, config);
  return tally;
}

function countParameters(config: ModelConfig): ModelCost["parameters"] {
  const { moe } = config;
  const share = moe?.routing === "image" ? moe.k / moe.experts : 1;
  let [total, active] = [0, 0];
  for (const [name, shape] of weightShapes(config)) {
    const count = shape.reduce((a, b) => a * b, 1);
    total += count;
    active += isExpertWeight(name, config) ? count * share : count;
  }
  return { total, active };
}
