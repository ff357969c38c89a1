/** 97.5 % point of the standard normal distribution. */
export const normal975 = 1.959963984540054;

/**
 * The value that Student's t with `df` degrees of freedom exceeds in size with probability `alpha`
 * (two-sided). By halving on the distribution function, which for whole `df` is a finite series
 * (Abramowitz and Stegun, 26.7.3 and 26.7.4).
 * @param df whole and at least 1
 * @param alpha in (0,1)
 */
export function studentQuantile(df: number, alpha: number): number {
  let low = 0;
  let high = 1;
  while (within(high, df) < 1 - alpha) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (within(middle, df) < 1 - alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| < t). */
function within(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const cosine2 = Math.cos(angle) ** 2;
  const odd = df % 2 === 1;
  if (df === 1) return (2 * angle) / Math.PI;
  let term = odd ? Math.cos(angle) : 1;
  let sum = term;
  for (let j = odd ? 3 : 2; j < df - 1; j += 2) {
    term *= (cosine2 * (j - 1)) / j;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
