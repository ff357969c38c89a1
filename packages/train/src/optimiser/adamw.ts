/** As in "Decoupled Weight Decay Regularization" (Loshchilov and Hutter, 2019), algorithm 2. */
export interface AdamWSettings {
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly clipNorm?: number | undefined;
}

/** A weight with its running means: what a checkpoint keeps of it. All of one length. */
export interface AdamWParameter {
  readonly value: Float32Array;
  /** Mean of the gradient. */
  readonly m: Float32Array;
  /** Mean of the squared gradient. */
  readonly v: Float32Array;
  /** Whether weight decay acts on it. */
  readonly decays: boolean;
}

/** Biases, norms and embeddings of positions do not decay, as in timm. */
export function decays(name: string, dims: readonly number[]): boolean {
  if (
    name === "pos_embed" ||
    name === "cls_token" ||
    name === "dist_token" ||
    name.endsWith(".bias")
  )
    return false;
  return dims.length > 1;
}

/** √Σ g² over all gradients. */
export function globalNorm(gradients: readonly Float32Array[]): number {
  let sum = 0;
  for (const gradient of gradients)
    for (let i = 0; i < gradient.length; i += 1) {
      const g = gradient[i] ?? 0;
      sum += g * g;
    }
  return Math.sqrt(sum);
}

/**
 * One step on one parameter, in place, in one pass. Plain loops over typed arrays rather than
 * TensorFlow's variables: the state is exact in a checkpoint and the pass is a hundredth of a step.
 * @param t number of this step, from 1
 * @param scale multiplies the gradient: what clipping asks for
 */
export function adamwUpdate(
  { value, m, v, decays }: AdamWParameter,
  gradient: Float32Array,
  t: number,
  rate: number,
  scale: number,
  { beta1, beta2, epsilon, weightDecay }: AdamWSettings,
): void {
  const kept = decays ? 1 - rate * weightDecay : 1;
  const stepSize = rate / (1 - beta1 ** t);
  const unbias = 1 / Math.sqrt(1 - beta2 ** t);
  for (let i = 0; i < value.length; i += 1) {
    const g = (gradient[i] ?? 0) * scale;
    const mean = beta1 * (m[i] ?? 0) + (1 - beta1) * g;
    const square = beta2 * (v[i] ?? 0) + (1 - beta2) * g * g;
    m[i] = mean;
    v[i] = square;
    value[i] = (value[i] ?? 0) * kept - (stepSize * mean) / (Math.sqrt(square) * unbias + epsilon);
  }
}

/** What gradients are multiplied by so that their norm is at most `clipNorm`. */
export function clipScale(norm: number, clipNorm: number | undefined): number {
  return clipNorm === undefined || norm <= clipNorm ? 1 : clipNorm / norm;
}
