import { isViT, type ModelConfig } from "@vmoe-bench/contracts";
import type { Checkpoint } from "./read-checkpoint.ts";

/** What was read, and what it does not say. */
export function importText(checkpoint: Checkpoint, source: string): string {
  const { config, naming, files, assumed, notes } = checkpoint;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const whose = naming === "timm" ? "timm's names" : "Hugging Face's names";
  const lines = [
    `${source}: ${modelText(config)}, ${config.channels} x ${config.imageSize} x ${config.imageSize} ${config.channels === 3 ? "RGB images" : "images"}, ${config.classes} classes`,
    `  ${files.length} file${files.length === 1 ? "" : "s"}, ${(bytes / 1e6).toFixed(2)} MB, ${whose}`,
    ...assumed.map((sentence) => `  Not said by its files: ${sentence}`),
    ...notes.map((sentence) => `  ${sentence}`),
  ];
  return lines.join("\n");
}

function modelText(config: ModelConfig): string {
  if (!isViT(config)) return config.architecture === "mobilevit" ? "MobileViT" : "MobileNetV3";
  const { depth, width, heads, patch } = config;
  return `ViT of ${depth} layers, width ${width}, ${heads} heads, patch ${patch}`;
}
