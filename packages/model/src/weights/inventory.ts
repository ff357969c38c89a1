import { tokenCount, type ViTConfig } from "@vmoe-bench/contracts";

/** Every weight's timm name and shape, in the order of the model. Experts are stacked on a leading E. */
export function weightShapes(config: ViTConfig): Map<string, readonly number[]> {
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
  if (moe?.routing === "image") linear("router", moe.experts, [D]);
  norm(config.pool === "mean" ? "fc_norm" : "norm");
  linear("head", config.classes, [D]);
  if (config.distillation === "heads") linear("head_dist", config.classes, [D]);
  return shapes;
}

/** The weights that are stacked on a leading E axis. */
export function isExpertWeight(name: string, config: ViTConfig): boolean {
  const layer = /^blocks\.(\d+)\.mlp\.fc[12]\./.exec(name)?.[1];
  return (
    config.moe !== undefined &&
    layer !== undefined &&
    Number(layer) >= config.depth - config.moe.layers
  );
}
