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
