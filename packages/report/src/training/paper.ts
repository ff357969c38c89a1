import type { TrainingResult } from "@vmoe-bench/contracts";

/** A gain over the dense baseline that the Mobile V-MoE paper (arXiv 2309.04354) reports on ImageNet-1k. */
export interface PaperGain {
  /** Points of top-1. */
  readonly gain: number;
  /** Layers x width. */
  readonly size: string;
  readonly experts: number;
  readonly layers: number;
  /** Null where what was read does not say it. */
  readonly k: number | null;
}

const ofRouting = {
  superClasses: { gain: 2.72, size: "12x192", experts: 10, layers: 2, k: 2 },
  image: { gain: 1.87, size: "12x192", experts: 10, layers: 2, k: 2 },
  token: { gain: 3.15, size: "12x192", experts: 10, layers: 2, k: 2 },
} as const satisfies Record<string, PaperGain>;

/** Per image with super-classes, by size; the smallest has 54M FLOPs. */
export const paperGains: readonly PaperGain[] = [
  { gain: 4.66, size: "6x64", experts: 10, layers: 2, k: null },
  { gain: 3.39, size: "12x192", experts: 10, layers: 2, k: null },
];

/** What the paper says of such a model; undefined where it says nothing. */
export function paperGain({ config, routing }: TrainingResult): PaperGain | undefined {
  switch (routing.kind) {
    case "dense":
    case "auxiliary":
      return undefined;
    case "super-classes":
      if (routing.from !== "confusions") return undefined;
      return (
        paperGains.find(({ size }) => size === `${config.depth}x${config.width}`) ??
        ofRouting.superClasses
      );
    case "end-to-end":
      return config.moe?.routing === "token" ? ofRouting.token : ofRouting.image;
  }
}

/** What it says in words. */
export const paperRemarks: readonly string[] = [
  "The paper's gains are on ImageNet-1k at patch 32, from scratch. It finds E best at 10 and flat beyond, M best at 2 and worse beyond, k best at 1 and 2, and trains with λ = 0.3.",
];
