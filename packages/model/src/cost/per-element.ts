/** FLOPs an element of the elementwise operations (the counting rule of docs and tables). */
export const perElement = {
  bias: 1,
  residual: 1,
  scale: 1,
  layerNorm: 7,
  softmax: 5,
  sum: 1,
  gelu: 8,
  /** x / (1 + exp(−x)) */
  silu: 4,
  none: 0,
  relu: 1,
  /** min(max(x + 3, 0), 6) / 6 */
  hardSigmoid: 4,
  hardSwish: 5,
};
