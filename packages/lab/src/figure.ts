import type { MedianRatio } from "@vmoe-bench/measure";

/** A number that this project promises, as measured just now. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly target: string;
  /** Null for a number that is shown beside the others and has no target. */
  readonly met: boolean | null;
}

/** Measurements by the names that `--only` takes. */
export type FigureSet = Readonly<Record<string, () => Promise<Figure[]>>>;

export function shown(name: string, value: number, text: string): Figure {
  return { name, value, text, target: "-", met: null };
}

export function atMost(
  name: string,
  value: number,
  text: string,
  limit: number,
  unit = "",
): Figure {
  return { name, value, text, target: `at most ${limit}${unit}`, met: value <= limit };
}

export function atLeast(
  name: string,
  value: number,
  text: string,
  limit: number,
  unit = "",
): Figure {
  return { name, value, text, target: `at least ${limit}${unit}`, met: value >= limit };
}

/** A ratio with its 95 % interval; shown alone where it has no limit. */
export function ratioFigure(
  name: string,
  { ratio, low, high }: MedianRatio,
  limit: number | null,
): Figure {
  const text = `${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  return limit === null ? shown(name, ratio, text) : atMost(name, ratio, text, limit);
}
