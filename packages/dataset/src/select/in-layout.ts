import type { ImageBatch } from "@vmoe-bench/contracts";

/** [B,C,H,W] as it is, or as [B,H,W,C] for a graph that wants channels last. */
export function inLayout(images: ImageBatch, layout: "nchw" | "nhwc"): ImageBatch {
  if (layout === "nchw") return images;
  const [B, C, H, W] = images.dims;
  const plane = H * W;
  const data = new Float32Array(images.data.length);
  for (let image = 0; image < B; image += 1)
    for (let channel = 0; channel < C; channel += 1) {
      const from = (image * C + channel) * plane;
      const to = image * C * plane + channel;
      for (let i = 0; i < plane; i += 1) data[to + i * C] = images.data[from + i] ?? 0;
    }
  return { dims: [B, H, W, C], data };
}
