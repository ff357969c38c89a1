import type { MobileNetV3Config, MobileViTConfig } from "@vmoe-bench/contracts";
import { type BlockShape, mobileViTShape } from "./mobilevit-shape.ts";

type Shapes = Map<string, readonly number[]>;

/** Writes a layer's weight, and a bias where it has one. */
function writer(shapes: Shapes) {
  const conv = (name: string, out: number, inputs: number, side: number, bias = true) => {
    shapes.set(`${name}.weight`, [out, inputs, side, side]);
    if (bias) shapes.set(`${name}.bias`, [out]);
  };
  const linear = (name: string, out: number, inputs: number, lead: readonly number[] = []) => {
    shapes.set(`${name}.weight`, [...lead, out, inputs]);
    shapes.set(`${name}.bias`, [...lead, out]);
  };
  const norm = (name: string, width: number) => {
    shapes.set(`${name}.weight`, [width]);
    shapes.set(`${name}.bias`, [width]);
  };
  return { conv, linear, norm };
}

/** timm's names, but that a batch norm is folded into the weight and bias of its convolution. */
export function mobileNetV3Shapes(config: MobileNetV3Config): Shapes {
  const shapes: Shapes = new Map();
  const { conv, linear } = writer(shapes);
  conv("conv_stem", config.stem, config.channels, 3);
  let inputs = config.stem;
  config.stages.forEach((blocks, s) => {
    blocks.forEach(({ kernel, expanded, squeezed, width }, b) => {
      const name = `blocks.${s}.${b}`;
      const inside = expanded ?? inputs;
      if (expanded !== undefined) conv(`${name}.conv_pw`, expanded, inputs, 1);
      conv(`${name}.conv_dw`, inside, 1, kernel);
      if (squeezed !== undefined) {
        conv(`${name}.se.conv_reduce`, squeezed, inside, 1);
        conv(`${name}.se.conv_expand`, inside, squeezed, 1);
      }
      conv(`${name}.${expanded === undefined ? "conv_pw" : "conv_pwl"}`, width, inside, 1);
      inputs = width;
    });
  });
  conv(`blocks.${config.stages.length}.0.conv`, config.lastWidth, inputs, 1);
  conv("conv_head", config.headWidth, config.lastWidth, 1);
  linear("classifier", config.classes, config.headWidth);
  return shapes;
}

/** As {@link mobileNetV3Shapes}; experts are stacked on a leading E. */
export function mobileViTShapes(config: MobileViTConfig): Shapes {
  const shapes: Shapes = new Map();
  const { conv, linear, norm } = writer(shapes);
  const { stages, last } = mobileViTShape(config);
  const { moe } = config;

  const layer = ({ name: block, width: D, mlpWidth: H, dense }: BlockShape, i: number) => {
    const name = `${block}.transformer.${i}`;
    const isMoe = moe !== undefined && i >= dense;
    const lead = isMoe ? [moe.experts] : [];
    norm(`${name}.norm1`, D);
    linear(`${name}.attn.qkv`, 3 * D, D);
    linear(`${name}.attn.proj`, D, D);
    norm(`${name}.norm2`, D);
    if (isMoe && moe.routing === "token") linear(`${name}.mlp.router`, moe.experts, D);
    linear(`${name}.mlp.fc1`, H, D, lead);
    linear(`${name}.mlp.fc2`, D, H, lead);
  };

  conv("stem.conv", config.stem, config.channels, 3);
  for (const { residuals, block } of stages) {
    for (const { name, inputs, hidden, outputs } of residuals) {
      conv(`${name}.conv1_1x1.conv`, hidden, inputs, 1);
      conv(`${name}.conv2_kxk.conv`, hidden, 1, 3);
      conv(`${name}.conv3_1x1.conv`, outputs, hidden, 1);
    }
    if (block === undefined) continue;
    const { name, channels: C, width: D } = block;
    conv(`${name}.conv_kxk.conv`, C, C, 3);
    conv(`${name}.conv_1x1`, D, C, 1, false);
    for (let i = 0; i < block.depth; i += 1) layer(block, i);
    norm(`${name}.norm`, D);
    conv(`${name}.conv_proj.conv`, C, D, 1);
    conv(`${name}.conv_fusion.conv`, C, 2 * C, 3);
  }
  if (moe?.routing === "image") linear("router", moe.experts, last.width);
  conv("final_conv.conv", config.lastWidth, last.channels, 1);
  linear("head.fc", config.classes, config.lastWidth);
  return shapes;
}

/** Which MoE layer, from 0, the expert weight of a MobileViT belongs to; undefined for other weights. */
export function mobileViTExpertLayer(name: string, config: MobileViTConfig): number | undefined {
  const { last } = mobileViTShape(config);
  const match = /^(.+)\.transformer\.(\d+)\.mlp\.fc[12]\./.exec(name);
  if (match?.[1] !== last.name) return undefined;
  const layer = Number(match[2]) - last.dense;
  return layer >= 0 ? layer : undefined;
}
