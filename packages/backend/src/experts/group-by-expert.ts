/** The images of a batch that chose one expert. */
export interface ExpertGroup {
  readonly expert: number;
  /** Positions in the batch, ascending. */
  readonly images: readonly number[];
}

/**
 * A batch's images by expert, in the order in which experts first appear.
 * @param experts [B,1]
 */
export function groupByExpert(experts: Int32Array): ExpertGroup[] {
  const groups = new Map<number, number[]>();
  experts.forEach((expert, image) => {
    const known = groups.get(expert);
    if (known === undefined) groups.set(expert, [image]);
    else known.push(image);
  });
  return [...groups].map(([expert, images]) => ({ expert, images }));
}
