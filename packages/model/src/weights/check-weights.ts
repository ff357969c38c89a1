import { KnownError, nearest, type ModelConfig, type WeightMap } from "@vmoe-bench/contracts";
import { weightShapes } from "./inventory.ts";

/** Weights that do not fit the config: wrong names, wrong shapes, or values that are no numbers. */
export function wrongWeightsError(source: string, problem: string): KnownError {
  return new KnownError(
    "wrong-weights",
    `${source}: ${problem}.`,
    "Use the weights that belong to this config, or train or export the model again.",
  );
}

/**
 * Checks names, shapes and finiteness before anything runs.
 * @throws `wrong-weights` naming the first weight that does not fit
 */
export function checkWeights(weights: WeightMap, config: ModelConfig, source: string): void {
  checkTensors(weights, weightShapes(config), source);
}

/**
 * As {@link checkWeights}, of the tensors of these names and shapes.
 * @throws `wrong-weights` naming the first that does not fit
 */
export function checkTensors(
  weights: WeightMap,
  shapes: ReadonlyMap<string, readonly number[]>,
  source: string,
): void {
  const fail = (problem: string): never => {
    throw wrongWeightsError(source, problem);
  };
  for (const [name, shape] of shapes) {
    const tensor = weights.get(name);
    if (tensor === undefined) return fail(missing(name, [...weights.keys()], shapes));
    if (tensor.dims.join() !== shape.join())
      fail(`"${name}" has shape [${tensor.dims.join(",")}], expected [${shape.join(",")}]`);
    const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (bad !== -1) fail(`"${name}" holds ${tensor.data[bad]} at position ${bad}`);
  }
  const extra = [...weights.keys()].find((name) => !shapes.has(name));
  if (extra !== undefined) fail(`"${extra}" is not a weight of this config`);
}

function missing(name: string, found: string[], shapes: ReadonlyMap<string, unknown>): string {
  const near = nearest(
    name,
    found.filter((n) => !shapes.has(n)),
  )[0];
  return `"${name}" is missing${near === undefined ? "" : `; the file has "${near}"`}`;
}
