/** Of a query, in ms: a batch, all images of an offline block, or a frame from when it was due. */
export interface Latency {
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly samples: number;
  /** Answered while it was measured; null in records of earlier versions. */
  readonly imagesPerSecond: number | null;
  /** Frames of a camera; null without one. */
  readonly frames: { readonly due: number; readonly dropped: number } | null;
  /** Load of the model and first prediction, median over the blocks: the cold session. */
  readonly loadMs: number | null;
  readonly firstMs: number | null;
}
