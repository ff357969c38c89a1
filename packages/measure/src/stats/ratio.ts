export interface MedianRatio {
  /** Geometric mean over the rounds of the arm's median over the baseline's. */
  readonly ratio: number;
  /** 95 % interval; the ratio lies in it. */
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}
