import { z } from "zod";
import { precisionSchema } from "./strategy.ts";

const side = z.int().positive().max(65_536);

/** A plain ONNX file as an image classifier: what its graph takes and gives. */
export const onnxConfigSchema = z.strictObject({
  /** Names of the graph's input and of its output [B,K]. */
  input: z.string(),
  logits: z.string(),
  /** [B,C,H,W] or [B,H,W,C]. */
  layout: z.enum(["nchw", "nhwc"]),
  /** C */
  channels: z.int().positive().max(16),
  /** H */
  height: side,
  /** W */
  width: side,
  /** K */
  classes: z.int().min(1).max(1_000_000),
  /** B where the graph has a fixed one; null for any. */
  batch: z.int().positive().max(4_096).nullable(),
  /** The coarsest numbers that the graph itself computes in; what other backends are held to. */
  precision: precisionSchema.default("float32"),
  /** Of all its weights: every image goes through them. */
  weightBytes: z.int().nonnegative(),
});
export type OnnxConfig = z.output<typeof onnxConfigSchema>;
