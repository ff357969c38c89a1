/**
 * Super-classes under this hold hardly more of the confusions together than groups by chance, which have
 * about 0. Of CIFAR-100's trainings the random control has -0.01, the data set's own coarse classes have
 * 0.10 to 0.12, and those of the confusions 0.13 to 0.34.
 */
const leastModularity = 0.1;

/** What to know of super-classes of a low modularity; undefined where it is not low. */
export function modularityRemark(modularity: number): string | undefined {
  if (modularity >= leastModularity) return undefined;
  return `A modularity of ${modularity.toFixed(2)} is low: under ${leastModularity} super-classes hold hardly more of the confusions together than groups by chance do (0), so that an expert has nothing to specialise in. Fewer experts, or more held-out images, may find better ones.`;
}
