/** Images as they are stored: one byte a channel value, images one after another in C,H,W order. */
export interface RawImages {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [count, C, H, W] */
  readonly pixels: Uint8Array;
}

/** What a model takes: float32, normalised; [B,C,H,W], or [B,H,W,C] for a graph that wants it so. */
export interface ImageBatch {
  readonly dims: readonly [B: number, C: number, H: number, W: number];
  readonly data: Float32Array;
}
