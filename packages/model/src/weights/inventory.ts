import {
  KnownError,
  type ModelConfig,
  type MoeConfig,
  nearest,
  tokenCount,
  type ViTConfig,
  type WeightMap,
} from "@vmoe-bench/contracts";
import { mobileNetV3Shapes, mobileViTExpertLayer, mobileViTShapes } from "../mobile/inventory.ts";

/** Every weight's timm name and shape, in the order of the model. Experts are stacked on a leading E. */
export function weightShapes(config: ModelConfig): Map<string, readonly number[]> {
  switch (config.architecture) {
    case "mobilenetv3":
      return mobileNetV3Shapes(config);
    case "mobilevit":
      return mobileViTShapes(config);
    case "vit":
    case undefined:
      return vitShapes(config);
  }
}

function vitShapes(config: ViTConfig): Map<string, readonly number[]> {
  const { width: D, mlpWidth: H, channels: C, patch: P, moe } = config;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, out: number, inputs: readonly number[], lead: number[] = []) => {
    shapes.set(`${name}.weight`, [...lead, out, ...inputs]);
    shapes.set(`${name}.bias`, [...lead, out]);
  };
  const norm = (name: string) => {
    shapes.set(`${name}.weight`, [D]);
    shapes.set(`${name}.bias`, [D]);
  };

  if (config.classToken) shapes.set("cls_token", [1, 1, D]);
  if (config.distillation !== undefined) shapes.set("dist_token", [1, 1, D]);
  shapes.set("pos_embed", [1, tokenCount(config), D]);
  linear("patch_embed.proj", D, [C, P, P]);
  for (let i = 0; i < config.depth; i += 1) {
    const isMoe = moe !== undefined && i >= config.depth - moe.layers;
    const lead = isMoe ? [moe.experts] : [];
    norm(`blocks.${i}.norm1`);
    linear(`blocks.${i}.attn.qkv`, 3 * D, [D]);
    linear(`blocks.${i}.attn.proj`, D, [D]);
    norm(`blocks.${i}.norm2`);
    if (isMoe && moe.routing === "token") linear(`blocks.${i}.mlp.router`, moe.experts, [D]);
    linear(`blocks.${i}.mlp.fc1`, H, [D], lead);
    linear(`blocks.${i}.mlp.fc2`, D, [H], lead);
  }
  if (moe?.routing === "image") linear("router", moe.experts, [routerInputs(config, moe)]);
  norm(config.pool === "mean" ? "fc_norm" : "norm");
  linear("head", config.classes, [D]);
  if (config.distillation === "heads") linear("head_dist", config.classes, [D]);
  return shapes;
}

/** Values that the per-image router reads. */
function routerInputs({ width: D, imageSize, patch: P }: ViTConfig, { reads }: MoeConfig): number {
  return reads === "tokens" ? (imageSize / P) ** 2 * D : D;
}

/** The weights that are stacked on a leading E axis. */
export function isExpertWeight(name: string, config: ModelConfig): boolean {
  return expertLayer(name, config) !== undefined;
}

/** Which of the M MoE layers, from 0, an expert weight belongs to; undefined for other weights. */
export function expertLayer(name: string, config: ModelConfig): number | undefined {
  if (config.moe === undefined) return undefined;
  if (config.architecture === "mobilevit") return mobileViTExpertLayer(name, config);
  const layer = /^blocks\.(\d+)\.mlp\.fc[12]\./.exec(name)?.[1];
  const first = config.depth - config.moe.layers;
  return layer !== undefined && Number(layer) >= first ? Number(layer) - first : undefined;
}

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
