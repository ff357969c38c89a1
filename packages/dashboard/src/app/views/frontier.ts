/** Points that no other one beats in both ways, from left to right. */
export function frontier<P extends { readonly x: number; readonly accuracy: number }>(
  points: readonly P[],
): P[] {
  let best = -Infinity;
  return points
    .toSorted((a, b) => a.x - b.x || b.accuracy - a.accuracy)
    .filter(({ accuracy }) => {
      const better = accuracy > best;
      if (better) best = accuracy;
      return better;
    });
}
