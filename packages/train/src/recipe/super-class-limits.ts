import type { MoeConfig } from "@vmoe-bench/contracts";

/** Their confusions are a square of so many numbers a side, of which the clustering takes the cube in time. */
export const mostClusteredClasses = 4_096;

/** Why so many super-classes can't be made of so many classes; empty where they can. */
export function superClassProblems(
  { experts }: Pick<MoeConfig, "experts">,
  classes: number,
  field: "moe" | "auxiliary",
): string[] {
  if (experts > classes)
    return [
      `"${field}.experts": ${experts} super-classes need at least as many classes, and there are ${classes}`,
    ];
  if (classes > mostClusteredClasses)
    return [
      `"router.kind": super-classes are made of the confusions between at most ${mostClusteredClasses.toLocaleString("en")} classes, and there are ${classes.toLocaleString("en")}; take "end-to-end", or train the dense model alone`,
    ];
  return [];
}
