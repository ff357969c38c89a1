import type { Prediction } from "@vmoe-bench/contracts";

/**
 * Experts that each image of a batch went to. Per-image routing: its k experts, best first. Per-token
 * routing: the distinct experts that any of its tokens went to, ascending; the experts of router m
 * are numbered from m·E on, as each MoE layer has its own. Empty for a dense model.
 * @param images B
 * @param expertCount E; 0 for a dense model
 */
export function expertsByImage(
  { routings }: Prediction,
  images: number,
  expertCount: number,
  routing: "image" | "token",
): number[][] {
  if (routings.length === 0) return [];
  return Array.from({ length: images }, (_, image) => {
    const chosen = routings.flatMap(({ experts }, router) => {
      const each = experts.length / images;
      const own = experts.subarray(image * each, (image + 1) * each);
      return Array.from(own, (expert) => router * expertCount + expert);
    });
    return routing === "image" ? chosen : [...new Set(chosen)].toSorted((a, b) => a - b);
  });
}
