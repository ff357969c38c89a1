import { byName } from "./image-name.ts";

export interface Labels {
  /** In label order; null where labels are numbers and nothing says of which classes. */
  readonly classes: readonly string[] | null;
  readonly labels: readonly number[];
}

/**
 * Labels as they are written, as numbers.
 * @param known classes in label order that numbers refer to, where something says so
 */
export function labelsOf(written: readonly string[], known: readonly string[] | null): Labels {
  const numbers = written.every((label) => /^\d{1,7}$/.test(label));
  if (numbers) {
    const labels = written.map(Number);
    const inside = known !== null && labels.every((label) => label < known.length);
    return { classes: inside ? known : null, labels };
  }
  const classes = [...new Set(written)].toSorted(byName);
  const positions = new Map(classes.map((name, i) => [name, i]));
  return { classes, labels: written.map((name) => positions.get(name) ?? 0) };
}
