/** A graph of blocks of these vertices with edges of weight 1 inside and 0.02 between them. */
export function blocks(...sets: number[][]): number[][] {
  const size = sets.flat().length;
  const blockOf = Array.from({ length: size }, (_, i) => sets.findIndex((set) => set.includes(i)));
  return blockOf.map((a, i) => blockOf.map((b, j) => (i === j ? 0 : a === b ? 1 : 0.02)));
}
