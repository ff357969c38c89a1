import type { Tensor, ViTConfig, WeightMap } from "@vmoe-bench/contracts";

/**
 * A model that knows only some of its classes, in another order: the rows of its heads that these are.
 * @param columns [K of the result]
 */
export function withHeadColumns(
  { config, weights }: { readonly config: ViTConfig; readonly weights: WeightMap },
  columns: readonly number[],
): { readonly config: ViTConfig; readonly weights: WeightMap } {
  const cut = [...weights].map(([name, tensor]): [string, Tensor] =>
    /^head(_dist)?\./.test(name) ? [name, rowsOf(tensor, columns)] : [name, tensor],
  );
  return { config: { ...config, classes: columns.length }, weights: new Map(cut) };
}

function rowsOf({ dims, data }: Tensor, rows: readonly number[]): Tensor {
  const [, ...rest] = dims;
  const size = rest.reduce((a, b) => a * b, 1);
  const chosen = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries())
    chosen.set(data.subarray(row * size, (row + 1) * size), i * size);
  return { dims: [rows.length, ...rest], data: chosen };
}
