import type { ConvOps, Linear, Mlp, Ops } from "../ops.ts";

/**
 * Checks shapes and counts work.
 * @param expertsRun experts that are computed for each token: E for every one, k for the chosen
 */
export function costOps(tally: Tally, expertsRun: number): ConvOps<Shape> {
  const linear = (x: Shape, { weight, bias }: Linear<Shape>): Shape => {
    const [outputs, inputs] = [axis(weight, -2), axis(weight, -1)];
    expectAxis(x, -1, inputs);
    expectAxis(bias, -1, outputs);
    const out = [...x.slice(0, -1), outputs];
    tally.macs2 += 2 * size(out) * inputs;
    tally.elementwise += perElement.bias * size(out);
    return out;
  };
  const mlp = (x: Shape, { fc1, fc2, activation }: Mlp<Shape>): Shape => {
    const hidden = linear(x, fc1);
    tally.elementwise += perElement[activation] * size(hidden);
    return linear(hidden, fc2);
  };

  return {
    ...costOfConvolutions(tally),
    linear,
    mlp,
    patchEmbed([B = 0, C = 0, H = 0, W = 0], { weight, bias }, P) {
      const D = axis(weight, 0);
      expectAxis(weight, 1, C);
      const patches = [B, (H / P) * (W / P), C * P * P];
      return linear(patches, { weight: [D, C * P * P], bias });
    },
    add(x, y) {
      for (const index of x.keys()) if (index > 0) expectAxis(y, index, axis(x, index));
      tally.elementwise += perElement.residual * size(x);
      return x;
    },
    prependToken(token, [B = 0, N = 0, D = 0]) {
      expectAxis(token, -1, D);
      return [B, N + 1, D];
    },
    layerNorm(x, scale, bias) {
      expectAxis(scale, 0, axis(x, -1));
      expectAxis(bias, 0, axis(x, -1));
      tally.elementwise += perElement.layerNorm * size(x);
      return x;
    },
    attention([B = 0, N = 0, D3 = 0], heads, groups) {
      const D = D3 / 3;
      const pairs = (B * N * N) / groups;
      const scores = heads * pairs;
      tally.macs2 += 2 * 2 * pairs * D;
      tally.elementwise += (perElement.scale + perElement.softmax) * scores;
      return [B, N, D];
    },
    meanTokens([B = 0, N = 0, D = 0], first) {
      tally.elementwise += perElement.sum * B * (N - first) * D;
      return [B, D];
    },
    joinTokens: ([B = 0, N = 0, D = 0], first) => [B, (N - first) * D],
    takeToken: ([B = 0, , D = 0]) => [B, D],
    average(x, y) {
      expectAxis(y, -1, axis(x, -1));
      tally.elementwise += (perElement.sum + perElement.scale) * size(x);
      return x;
    },
    route(logits, k) {
      tally.elementwise += perElement.softmax * size(logits);
      const chosen = [...logits.slice(0, -1), k];
      return { logits, experts: chosen, gates: chosen };
    },
    experts(x, _routing, { fc1, fc2, activation }) {
      for (let e = 0; e < expertsRun; e += 1) mlp(x, { fc1: one(fc1), fc2: one(fc2), activation });
      const sums = expertsRun - 1;
      tally.elementwise += (perElement.scale * expertsRun + perElement.sum * sums) * size(x);
      return x;
    },
  };
}

/** One expert of a stack. */
function one({ weight, bias }: Linear<Shape>): Linear<Shape> {
  return { weight: weight.slice(1), bias: bias.slice(1) };
}

/** FLOPs an element of the elementwise operations (the counting rule of docs and tables). */
const perElement = {
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

/** A tensor that is only its shape. */
export type Shape = readonly number[];

/** Operands whose shapes do not fit: a bug in a model function. */
export class ShapeError extends RangeError {}

function size(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1);
}

function axis(shape: Shape, index: number): number {
  const length = shape.at(index);
  if (length === undefined) throw new ShapeError(`[${shape.join(",")}] has no axis ${index}.`);
  return length;
}

function expectAxis(shape: Shape, index: number, expected: number): void {
  if (axis(shape, index) !== expected)
    throw new ShapeError(`[${shape.join(",")}] should have ${expected} on axis ${index}.`);
}

/** FLOPs counted so far: 1 MAC is 2; elementwise work stands apart. */
export interface Tally {
  macs2: number;
  elementwise: number;
}

/** Checks the shapes of feature maps [B,C,H,W] and counts their work; zeros at the edge count as others. */
function costOfConvolutions(tally: Tally): Omit<ConvOps<Shape>, keyof Ops<Shape>> {
  return {
    features: (images) => images,
    conv2d(x, { weight, bias }, { stride, depthwise, activation }) {
      const [B = 0, C = 0, H = 0, W = 0] = x;
      const [outputs, side] = [axis(weight, 0), axis(weight, 2)];
      expectAxis(weight, 1, depthwise ? 1 : C);
      expectAxis(weight, 3, side);
      if (depthwise) expectAxis(weight, 0, C);
      if (bias !== undefined) expectAxis(bias, 0, outputs);
      const out = [B, outputs, Math.ceil(H / stride), Math.ceil(W / stride)];
      tally.macs2 += 2 * size(out) * axis(weight, 1) * side ** 2;
      const biases = bias === undefined ? 0 : perElement.bias;
      tally.elementwise += (biases + perElement[activation]) * size(out);
      return out;
    },
    globalPool(x) {
      const [B = 0, C = 0] = x;
      tally.elementwise += perElement.sum * size(x);
      return [B, C, 1, 1];
    },
    scaleChannels(x, gates) {
      expectAxis(gates, 1, axis(x, 1));
      tally.elementwise += perElement.scale * size(x);
      return x;
    },
    concatChannels(x, y) {
      const [B = 0, C = 0, H = 0, W = 0] = x;
      expectAxis(y, 2, H);
      expectAxis(y, 3, W);
      return [B, C + axis(y, 1), H, W];
    },
    flatten([B = 0, C = 0]) {
      return [B, C];
    },
    unfold([B = 0, D = 0, H = 0, W = 0], patch) {
      if (H % patch !== 0 || W % patch !== 0)
        throw new ShapeError(`Patches of ${patch} do not fit into ${H}x${W}.`);
      return [B, H * W, D];
    },
    fold([B = 0, N = 0, D = 0], _patch, height) {
      return [B, D, height, N / height];
    },
  };
}
