import type { Tensor } from "@vmoe-bench/contracts";

/**
 * Position embeddings [1,prefix+old²,D] for another grid: [1,prefix+side²,D]. Bicubic, widened where the
 * grid shrinks, as timm's `resample_abs_pos_embed` (torch's antialiased interpolation, a = −0.5). The
 * first `prefix` rows stay as they are.
 */
export function resamplePositions(positions: Tensor, prefix: number, side: number): Tensor {
  const [, tokens = 0, D = 0] = positions.dims;
  const old = Math.sqrt(tokens - prefix);
  if (old === side) return positions;
  const taps = Array.from({ length: side }, (_, i) => tapsOf(i, old, side));
  const data = new Float32Array((prefix + side * side) * D);
  data.set(positions.data.subarray(0, prefix * D));
  // Along each row first, then along the columns, in double precision.
  const rows = new Float64Array(old * side * D);
  const patches = positions.data.subarray(prefix * D);
  for (let y = 0; y < old; y += 1)
    for (let x = 0; x < side; x += 1)
      for (const { from, weight } of taps[x] ?? [])
        for (let d = 0; d < D; d += 1)
          rows[(y * side + x) * D + d] =
            (rows[(y * side + x) * D + d] ?? 0) + weight * (patches[(y * old + from) * D + d] ?? 0);
  const sum = new Float64Array(D);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      sum.fill(0);
      for (const { from, weight } of taps[y] ?? [])
        for (let d = 0; d < D; d += 1)
          sum[d] = (sum[d] ?? 0) + weight * (rows[(from * side + x) * D + d] ?? 0);
      data.set(sum, (prefix + y * side + x) * D);
    }
  return { dims: [1, prefix + side * side, D], data };
}

interface Tap {
  readonly from: number;
  readonly weight: number;
}

/** What a new position is made of; the weights sum to 1. */
function tapsOf(position: number, old: number, side: number): Tap[] {
  const scale = old / side;
  const stretch = Math.max(1, scale);
  const centre = scale * (position + 0.5);
  const first = Math.max(0, Math.trunc(centre - 2 * stretch + 0.5));
  const end = Math.min(old, Math.trunc(centre + 2 * stretch + 0.5));
  const weights = Array.from({ length: end - first }, (_, i) =>
    cubic((first + i - centre + 0.5) / stretch),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight, i) => ({ from: first + i, weight: weight / total }));
}

/** Keys' kernel with a = −0.5. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}
