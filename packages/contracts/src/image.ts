/** Images as they are stored: one byte a channel value, images one after another in C,H,W order. */
export interface RawImages {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [count, C, H, W] */
  readonly pixels: Uint8Array;
}

/** What a model takes: [B,C,H,W] float32, normalised. */
export interface ImageBatch {
  readonly dims: readonly [B: number, C: number, H: number, W: number];
  readonly data: Float32Array;
}
