import type { MobileViTConfig } from "@vmoe-bench/contracts";

/** One inverted residual. */
interface ResidualShape {
  readonly name: string;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  readonly stride: 1 | 2;
  /** Whether its input is added to its output. */
  readonly isResidual: boolean;
}

/** One MobileViT block: convolutions around a transformer. */
export interface BlockShape {
  readonly name: string;
  /** C of its feature maps, in and out. */
  readonly channels: number;
  /** H and W of its feature maps. */
  readonly side: number;
  /** D */
  readonly width: number;
  /** L */
  readonly depth: number;
  /** Layers before the first MoE layer. */
  readonly dense: number;
  readonly heads: number;
  readonly mlpWidth: number;
  readonly patch: number;
}

interface StageShape {
  readonly residuals: readonly ResidualShape[];
  readonly block: BlockShape | undefined;
}

/** Every block of a MobileViT by its timm name, and the last MobileViT block, which may have experts. */
export function mobileViTShape(config: MobileViTConfig): {
  readonly stages: readonly StageShape[];
  readonly last: BlockShape;
} {
  let [inputs, side] = [config.stem, Math.ceil(config.imageSize / 2)];
  const stages = config.stages.map((stage, s): StageShape => {
    side = Math.ceil(side / stage.stride);
    const residuals = Array.from({ length: stage.blocks }, (_, b): ResidualShape => {
      const stride = b === 0 ? stage.stride : 1;
      const [own, outputs] = [inputs, stage.width];
      inputs = outputs;
      return {
        name: `stages.${s}.${b}`,
        inputs: own,
        hidden: roundedChannels(own * config.expansion),
        outputs,
        stride,
        isResidual: stride === 1 && own === outputs,
      };
    });
    if (stage.transformer === undefined) return { residuals, block: undefined };
    const { width, depth } = stage.transformer;
    const experts = s === config.stages.length - 1 ? (config.moe?.layers ?? 0) : 0;
    const block: BlockShape = {
      name: `stages.${s}.${stage.blocks}`,
      channels: stage.width,
      side,
      width,
      depth,
      dense: depth - experts,
      heads: config.heads,
      mlpWidth: width * config.mlpRatio,
      patch: config.patch,
    };
    return { residuals, block };
  });
  const last = stages.at(-1)?.block;
  if (last === undefined) throw new RangeError("The last stage has no MobileViT block.");
  return { stages, last };
}

/** The nearest multiple of 8, or the next where that is less than nine tenths: the papers' rule. */
export function roundedChannels(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}
